/** A copy of this repository's sources in a temporary folder, with what set-up made already there: `npm` commands run in it. */
import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { access, cp, mkdir, mkdtemp, readdir, realpath, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { createInterface } from "node:readline";
import { promisify } from "node:util";
import { freePort } from "./free-port";
import { type CommandResult, REPOSITORY } from "./project";

const run = promisify(execFile);

/** These end what hangs; nothing takes that long, on a busy machine either. */
const COMMAND_TIMEOUT_MS = 600_000;
const SERVER_TIMEOUT_MS = 120_000;

export class OwnCheckout {
  readonly #running = new Set<ChildProcess>();

  readonly #folder: string;

  private constructor(folder: string) {
    this.#folder = folder;
  }

  static async create(): Promise<OwnCheckout> {
    // The real path: macOS keeps its temporary folder behind a link.
    const checkout = new OwnCheckout(await realpath(await mkdtemp(join(tmpdir(), "deepagents-checkout-"))));
    for (const folder of [checkout.root, checkout.home, checkout.#temporary]) {
      await mkdir(folder);
    }
    const { stdout } = await run("git", ["ls-files", "-coz", "--exclude-standard"], { cwd: REPOSITORY });
    for (const name of stdout.split("\0").filter((file) => file !== "")) {
      // What was deleted and not yet committed is listed, too.
      await cp(join(REPOSITORY, name), join(checkout.root, name)).catch(ignoreMissing);
    }
    await checkout.#bringSetUp();
    await checkout.#chooseOwnPorts();
    return checkout;
  }

  get root(): string {
    return join(this.#folder, "checkout");
  }

  /** HOME of all that runs; empty at first. */
  get home(): string {
    return join(this.#folder, "home");
  }

  get #temporary(): string {
    return join(this.#folder, "tmp");
  }

  /** Runs npm to its end. */
  async npm(...args: string[]): Promise<CommandResult> {
    const { child, output } = this.#spawn(args);
    const timer = setTimeout(() => void this.#end(child), COMMAND_TIMEOUT_MS);
    const [code, signal] = (await once(child, "close")) as [number | null, string | null];
    clearTimeout(timer);
    return { code: code ?? String(signal), output: output() };
  }

  /** Starts a server with `npm run`; `stop` sends npm a SIGTERM and waits until nothing is left. */
  async server(
    script: "emulator" | "notes-server" = "emulator",
  ): Promise<{ readonly url: string; readonly stop: () => Promise<void> }> {
    const { child, output } = this.#spawn(["run", "--silent", script]);
    const signal = AbortSignal.timeout(SERVER_TIMEOUT_MS);
    const lines = createInterface({ input: child.stdout });
    const ended = once(child, "close").then(() => Promise.reject(new Error(`no server:\n${output()}`)));
    ended.catch(() => undefined);
    const [line] = await Promise.race([once(lines, "line", { signal }) as Promise<[string]>, ended]);
    const stop = async () => {
      // The pipe closes when the last process that holds it has ended.
      const closed = once(child, "close", { signal: AbortSignal.timeout(SERVER_TIMEOUT_MS) });
      child.kill("SIGTERM");
      await closed;
    };
    return { url: line.replace("listening on ", ""), stop };
  }

  async dispose(): Promise<void> {
    for (const child of this.#running) {
      await this.#end(child);
    }
    await rm(this.#folder, { recursive: true, force: true });
  }

  #spawn(args: readonly string[]) {
    const child = spawn("npm", args, {
      cwd: this.root,
      env: this.#environment(),
      stdio: ["ignore", "pipe", "pipe"],
      // A group of its own, so that all of it can be ended.
      detached: true,
    });
    this.#running.add(child);
    child.once("close", () => this.#running.delete(child));
    const chunks: Buffer[] = [];
    for (const stream of [child.stdout, child.stderr]) {
      stream.on("data", (chunk: Buffer) => chunks.push(chunk));
    }
    return { child, output: () => Buffer.concat(chunks).toString() };
  }

  async #end(child: ChildProcess): Promise<void> {
    if (child.pid === undefined || !this.#running.has(child)) {
      return;
    }
    const closed = once(child, "close");
    process.kill(-child.pid, "SIGKILL");
    await closed;
  }

  /** As in a terminal of the user's: nothing of what runs us, of Pulumi or of the tests. */
  #environment(): NodeJS.ProcessEnv {
    const inherited = Object.entries(process.env).filter(
      ([name]) => !/^(PULUMI_|LANGSMITH_|LANGCHAIN_|DEEPAGENTS_|NODE_OPTIONS|npm_)/i.test(name),
    );
    const own = [join(REPOSITORY, ".engine", "bin"), join(REPOSITORY, "node_modules", ".bin")];
    return {
      ...Object.fromEntries(inherited),
      PATH: (process.env["PATH"] ?? "")
        .split(delimiter)
        .filter((folder) => !own.includes(folder))
        .join(delimiter),
      HOME: this.home,
      TMPDIR: this.#temporary,
      NO_COLOR: "1",
      // npm's own news would be written to HOME.
      npm_config_update_notifier: "false",
    };
  }

  /** What set-up made in this repository, linked piece by piece: a link to a whole folder would be written through. */
  async #bringSetUp(): Promise<void> {
    // Else the commands would set up by themselves, for minutes.
    await access(join(REPOSITORY, ".engine", "engine.json")).catch(() => {
      throw new Error("this repository is not set up: run npm run setup");
    });
    for (const built of ["dist", join("emulator", "dist")]) {
      await cp(join(REPOSITORY, built), join(this.root, built), { recursive: true });
    }
    await this.#link("node_modules", { copied: [".package-lock.json"], left: ["pulumi-deepagents"] });
    await this.#link(".engine", { copied: ["engine.json"], left: ["bin", "home", "logs", "setup.lock"] });
    await this.#link(join(".engine", "bin"), {});
  }

  /** On the usual ports several checkouts, or a developer's own servers, would get in each other's way. */
  async #chooseOwnPorts(): Promise<void> {
    const settings = [
      `deepagents:endpoint: http://127.0.0.1:${String(await freePort())}`,
      `deepagents-quickstart:mcpUrl: http://127.0.0.1:${String(await freePort())}/mcp`,
    ];
    await writeFile(join(this.root, "Pulumi.local.yaml"), `config:\n  ${settings.join("\n  ")}\n`);
  }

  async #link(folder: string, { copied = [] as string[], left = [] as string[] }): Promise<void> {
    await mkdir(join(this.root, folder));
    for (const name of await readdir(join(REPOSITORY, folder))) {
      const [from, to] = [join(REPOSITORY, folder, name), join(this.root, folder, name)];
      if (copied.includes(name)) {
        await cp(from, to);
      } else if (!left.includes(name)) {
        await symlink(from, to);
      }
    }
  }

  /** Deletes a file or folder of the checkout, as a user might. */
  async remove(...path: string[]): Promise<void> {
    await rm(join(this.root, ...path), { recursive: true });
  }
}

function ignoreMissing(error: NodeJS.ErrnoException): void {
  if (error.code !== "ENOENT") {
    throw error;
  }
}
