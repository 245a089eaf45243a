/** Where the local server and the notes server listen. */
import net from "node:net";
import readline from "node:readline";
import type { Readable } from "node:stream";
import { readIfThere } from "../bootstrap/files.js";
import { Failure } from "../bootstrap/messages.js";
import type { Paths } from "../bootstrap/paths.js";
import { interruptionSignal } from "../bootstrap/signals.js";

/** Where they do unless something else listens there. */
export const USUAL_PORTS = { emulator: 8123, notes: 8124 };

const START_LIMIT_MS = 30_000;

/** The port that was deployed to last or else the usual one, where it is free; else 0: any free one. */
export async function choosePort(
  deployed: number | undefined,
  usual: number,
  isFree: (port: number) => Promise<boolean> = canListen,
): Promise<number> {
  for (const port of [deployed ?? usual, usual]) {
    if (await isFree(port)) {
      return port;
    }
  }
  return 0;
}

/** The port that the quickstart's stack was deployed to: where `pulumi` looks for the server. */
export function deployedPort(paths: Paths): number | undefined {
  const settings = readIfThere(paths.stackSettings) ?? "";
  return localPort(/^\s*deepagents:endpoint:\s*["']?([^\s"']+)["']?\s*$/m.exec(settings)?.[1]);
}

/** The port of a URL on this machine. */
export function localPort(url: string | undefined): number | undefined {
  const port = /^http:\/\/127\.0\.0\.1:(\d+)(?:\/|$)/.exec(url ?? "")?.[1];
  return port === undefined ? undefined : Number(port);
}

export function canListen(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = net.createServer();
    server.once("error", () => resolve(false));
    server.listen(port, "127.0.0.1", () => server.close(() => resolve(true)));
  });
}

/**
 * The url in the line `listening on URL`; undefined when the program ends without one.
 *
 * @param who for the message
 */
export async function listening(
  who: string,
  stdout: Readable,
  ended: Promise<unknown>,
  limitMs: number = START_LIMIT_MS,
): Promise<string | undefined> {
  const timeout = AbortSignal.timeout(limitMs);
  const signal = AbortSignal.any([timeout, interruptionSignal()]);
  return new Promise((resolve, reject) => {
    signal.addEventListener("abort", () =>
      reject(
        timeout.aborted
          ? new Failure(`${who} did not say "listening on …" within ${String(limitMs / 1000)} s.`)
          : (signal.reason as Error),
      ),
    );
    readline.createInterface({ input: stdout }).on("line", (line) => {
      const found = /listening on (http:\/\/\S+)/.exec(line);
      if (found) {
        resolve(found[1]);
      }
    });
    void ended.then(() => resolve(undefined));
  });
}
