/** The emulator as a process of its own, as a user starts it: it can be killed, and its output looked through. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { freePort } from "./free-port";
import { REPOSITORY } from "./project";

export class ServerProcess {
  readonly apiKey: string;
  /** Where it keeps everything. */
  readonly data: string;
  #child: ChildProcess | undefined;
  #printed = "";

  readonly #port: number;

  private constructor(apiKey: string, data: string, port: number) {
    this.apiKey = apiKey;
    this.data = data;
    this.#port = port;
  }

  static async start(apiKey: string): Promise<ServerProcess> {
    const data = await mkdtemp(join(tmpdir(), "deepagents-emulator-"));
    const server = new ServerProcess(apiKey, data, await freePort());
    await server.restart();
    return server;
  }

  get url(): string {
    return `http://127.0.0.1:${String(this.#port)}`;
  }

  /** All it has printed since the start, but for the line that says where it listens. */
  get output(): string {
    return this.#printed;
  }

  /** Starts it with the same data on the same port. */
  async restart(): Promise<void> {
    const options = ["--port", String(this.#port), "--data", this.data, "--api-key", this.apiKey, "--strict"];
    const child = spawn(process.execPath, [join(REPOSITORY, "dist", "cli", "main.js"), "emulator", ...options]);
    child.stderr.on("data", (chunk: Buffer) => (this.#printed += chunk.toString()));
    const lines = createInterface({ input: child.stdout });
    const started = once(lines, "line");
    const failed = once(child, "exit").then(() => Promise.reject(new Error(`no emulator: ${this.#printed}`)));
    await Promise.race([started, failed]);
    lines.on("line", (more: string) => (this.#printed += more));
    failed.catch(() => undefined);
    this.#child = child;
  }

  /** Ends it at once, as a crash would. */
  async kill(): Promise<void> {
    await this.#end("SIGKILL");
  }

  /** Ends it and deletes its data. */
  async dispose(): Promise<void> {
    await this.#end("SIGTERM");
    await rm(this.data, { recursive: true, force: true });
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    const child = this.#child;
    this.#child = undefined;
    if (child?.exitCode === null && child.signalCode === null) {
      const ended = once(child, "exit");
      child.kill(signal);
      await ended;
    }
  }
}
