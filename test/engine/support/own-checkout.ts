/** A copy of this repository's sources in a temporary folder, with what set-up made already there: `npm` commands run in it. */
import { execFile } from "node:child_process";
import { access, cp, mkdir, mkdtemp, readdir, realpath, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { promisify } from "node:util";
import { Commands, type Place, type RunningServer } from "./commands";
import { freePort } from "./free-port";
import { type CommandResult, REPOSITORY } from "./project";

const run = promisify(execFile);

export class OwnCheckout {
  readonly #commands = new Commands();

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
    await copySources(checkout.root);
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
  npm(...args: string[]): Promise<CommandResult> {
    return this.#commands.run("npm", args, this.#place());
  }

  /** Starts a server with `npm run`. */
  server(script: "emulator" | "notes-server" = "emulator"): Promise<RunningServer> {
    return this.#commands.serve("npm", ["run", "--silent", script], this.#place());
  }

  async dispose(): Promise<void> {
    await this.#commands.dispose();
    await rm(this.#folder, { recursive: true, force: true });
  }

  /** As in a terminal of the user's: nothing of what runs us, of Pulumi or of the tests. */
  #place(): Place {
    const inherited = Object.entries(process.env).filter(
      ([name]) => !/^(PULUMI_|LANGSMITH_|LANGCHAIN_|DEEPAGENTS_|NODE_OPTIONS|npm_)/i.test(name),
    );
    const own = [join(REPOSITORY, ".engine", "bin"), join(REPOSITORY, "node_modules", ".bin")];
    const env = {
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
    return { cwd: this.root, env };
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

/** Copies what a clone of this repository would have, with what is not committed yet. */
export async function copySources(folder: string): Promise<void> {
  const { stdout } = await run("git", ["ls-files", "-coz", "--exclude-standard"], { cwd: REPOSITORY });
  for (const name of stdout.split("\0").filter((file) => file !== "")) {
    // What was deleted and not yet committed is listed, too.
    await cp(join(REPOSITORY, name), join(folder, name)).catch(ignoreMissing);
  }
}

function ignoreMissing(error: NodeJS.ErrnoException): void {
  if (error.code !== "ENOENT") {
    throw error;
  }
}
