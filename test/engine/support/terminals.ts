/** The terminals of somebody who follows a README: one to type commands in, and one more for each server. */
import { mkdir } from "node:fs/promises";
import { basename, delimiter, join } from "node:path";
import { Commands, type RunningServer } from "./commands";
import { engineEnvironment, REPOSITORY } from "./project";
import { type Block, scriptOf } from "./readme";

/** Servers that pages start, with the address that they have there. Here it is any free one. */
const SERVERS = [
  {
    command: "npx pulumi-deepagents emulator",
    address: "http://127.0.0.1:8123",
    onFreePort: " --port 0",
    shared: true,
  },
  { command: "node server.mts", address: "http://127.0.0.1:8124", onFreePort: "", shared: false },
];

export class Terminals {
  readonly #commands = new Commands();
  readonly #home: string;
  readonly #environment: NodeJS.ProcessEnv;
  /** By the address that pages give. */
  readonly #servers = new Map<string, RunningServer>();
  #printed = "";

  private constructor(home: string) {
    this.#home = home;
    this.#environment = environmentOf(home);
  }

  static async create(home: string): Promise<Terminals> {
    await mkdir(stateOf(home), { recursive: true });
    return new Terminals(home);
  }

  /** All that has been printed in any of them. */
  get printed(): string {
    return [this.#printed, ...[...this.#servers.values()].map(({ output }) => output())].join("\n");
  }

  /** Where the server is that pages expect at this address. */
  urlOf(address: string): string {
    const server = this.#servers.get(address);
    if (server === undefined) {
      throw new Error(`nothing has been started at ${address} yet`);
    }
    return new URL(server.url).origin;
  }

  /** Types a block in `folder`, and returns what it prints; what it exports, later blocks in that folder have. */
  async type(folder: string, block: Block): Promise<string> {
    const server = SERVERS.find(({ command }) => block.lines.at(-1)?.endsWith(command));
    if (server !== undefined) {
      await this.#serve(folder, block, server);
      return "";
    }
    const exported = join(this.#home, `${basename(folder)}.exported`);
    const script = ["set -e", `[ ! -e '${exported}' ] || . '${exported}'`, this.#located(scriptOf(block))];
    const { code, output } = await this.#commands.run(
      "bash",
      ["-c", [...script, `export -p > '${exported}'`].join("\n")],
      { cwd: folder, env: this.#environment },
    );
    this.#printed += output;
    if (code !== 0) {
      throw new Error(`${basename(folder)}, ${block.section}: this ended with ${String(code)}:\n${output}`);
    }
    return output;
  }

  async dispose(): Promise<void> {
    await this.#commands.dispose();
  }

  async #serve(folder: string, block: Block, server: (typeof SERVERS)[number]): Promise<void> {
    if (server.shared && this.#servers.has(server.address)) {
      return;
    }
    const script = `set -e\n${scriptOf(block)}${server.onFreePort}`;
    const place = { cwd: folder, env: { ...this.#environment, PORT: "0" } };
    this.#servers.set(server.address, await this.#commands.serve("bash", ["-c", script], place));
  }

  /** The script with the servers where they are. */
  #located(script: string): string {
    return SERVERS.map(({ address }) => address)
      .filter((address) => script.includes(address))
      .reduce((text, address) => text.replaceAll(address, this.urlOf(address)), script);
  }
}

const stateOf = (home: string): string => join(home, "state");

/** As a user has it: of this repository, only the engine. */
function environmentOf(home: string): NodeJS.ProcessEnv {
  const {
    PATH = "",
    // Users' programs are checked by the compiler as they are deployed.
    PULUMI_NODEJS_TRANSPILE_ONLY: _,
    ...others
  } = engineEnvironment(home, stateOf(home));
  const inherited = Object.entries(others).filter(
    ([name]) => !/^npm_(?!config_(registry|cache|userconfig)$)/i.test(name),
  );
  return {
    ...Object.fromEntries(inherited),
    PATH: PATH.split(delimiter)
      .filter((folder) => folder !== join(REPOSITORY, "node_modules", ".bin"))
      .join(delimiter),
    NO_COLOR: "1",
    // Nobody is there to answer.
    PULUMI_SKIP_CONFIRMATIONS: "true",
    npm_config_audit: "false",
    npm_config_fund: "false",
    npm_config_prefer_offline: "true",
    // npx runs only what the example has installed.
    npm_config_yes: "false",
  };
}
