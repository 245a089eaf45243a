import { randomBytes } from "node:crypto";
import path from "node:path";
import { readIfThere, writeAtomically } from "../bootstrap/files.js";
import { Failure, lastLines } from "../bootstrap/messages.js";
import type { Paths } from "../bootstrap/paths.js";
import { type Outcome, capture, passThrough } from "../bootstrap/processes.js";

interface Update {
  readonly resourceChanges?: Readonly<Record<string, number>>;
}
/** As `pulumi config --json --show-secrets` has it. */
export type StackConfig = Readonly<Record<string, { readonly value?: string; readonly secret?: boolean }>>;
export interface Settings {
  readonly endpoint: string;
  readonly apiKey: string;
  readonly mcpUrl: string;
  readonly mcpToken: string;
}

export const STACK = "local";
const TOKEN_KEY = "deepagents-quickstart:mcpToken";
const URL_KEY = "deepagents-quickstart:mcpUrl";
const READ_CONFIG = ["config", "--json", "--show-secrets", "--stack", STACK];

/** What a deployment came to. */
export interface Deployed {
  readonly outputs: Readonly<Record<string, unknown>>;
  readonly changed: boolean;
}

export interface QuickstartStack {
  /** Makes the stack where it is missing, and reads its configuration. */
  readonly open: () => Promise<{ made: boolean; config: StackConfig }>;
  /** The configuration of a stack that is there. */
  readonly config: () => Promise<StackConfig>;
  /** Sets what is missing or different. */
  readonly configure: (config: StackConfig, settings: Settings) => Promise<void>;
  /** Deploys, with the engine's own progress on our terminal. refresh: look first which resources the server has. */
  readonly up: (options: { refresh: boolean }) => Promise<number>;
  /** What the last deployment came to. */
  readonly result: () => Promise<Deployed>;
}

/** The quickstart's stack, through the checkout's engine. */
export function quickstartStack(paths: Paths, env: NodeJS.ProcessEnv): QuickstartStack {
  const pulumi = path.join(paths.bin, "pulumi");
  const common = ["--non-interactive", "--cwd", paths.root];
  const run = (args: readonly string[]): Promise<Outcome> => capture(pulumi, [...args, ...common], { env });
  /** @param doing for the message */
  const must = async (args: readonly string[], doing: string): Promise<string> => {
    const outcome = await run(args);
    if (!outcome.ok) {
      throw new Failure(`${doing} failed: pulumi ${outcome.reason}.\n${lastLines(outcome.output)}`);
    }
    return outcome.stdout;
  };
  return {
    async open() {
      const listed = await run(READ_CONFIG);
      if (listed.ok) {
        return { made: false, config: configOf(listed.stdout) };
      }
      await must(["stack", "select", "--create", STACK], "Making the stack");
      return { made: true, config: configOf(await must(READ_CONFIG, "Reading the configuration")) };
    },

    async config() {
      const listed = await run(READ_CONFIG);
      if (listed.ok) {
        return configOf(listed.stdout);
      }
      throw new Failure(
        `The quickstart's configuration cannot be read: run npm start first, which makes it.\n${lastLines(listed.output)}`,
      );
    },

    async configure(config, settings) {
      const changes = configChanges(config, settings);
      if (changes.length > 0) {
        await must(["config", "set-all", "--stack", STACK, ...changes], "Setting the configuration");
      }
    },

    up({ refresh }) {
      const args = ["up", "--yes", "--skip-preview", "--stack", STACK, "--cwd", paths.root];
      // Without --run-program a refresh goes to the server's last address.
      return passThrough(pulumi, refresh ? [...args, "--refresh", "--run-program"] : args, { env });
    },

    async result() {
      const [outputs, history] = await Promise.all([
        must(["stack", "output", "--json", "--stack", STACK], "Reading the outputs"),
        must(["stack", "history", "--json", "--page-size", "1", "--stack", STACK], "Reading the history"),
      ]);
      return {
        outputs: JSON.parse(outputs) as Deployed["outputs"],
        changed: hasChanges((JSON.parse(history) as Update[])[0]),
      };
    },
  };
}

export function hasChanges(update: Update | undefined): boolean {
  return Object.entries(update?.resourceChanges ?? {}).some(([kind, count]) => kind !== "same" && count > 0);
}

/**
 * The arguments of `pulumi config set-all` for what is missing or different. A secret is set only where it is missing,
 * or is none.
 */
export function configChanges(config: StackConfig, { endpoint, apiKey, mcpUrl, mcpToken }: Settings): string[] {
  const secrets = { "deepagents:apiKey": apiKey, [TOKEN_KEY]: mcpToken };
  const plain = { "deepagents:endpoint": endpoint, [URL_KEY]: mcpUrl };
  return [
    ...Object.entries(secrets).flatMap(([key, value]) => (config[key]?.secret ? [] : ["--secret", `${key}=${value}`])),
    ...Object.entries(plain).flatMap(([key, value]) =>
      config[key]?.value === value ? [] : ["--plaintext", `${key}=${value}`],
    ),
  ];
}

/**
 * What the provider gets of the configuration once that is set: for a client that is to find the same objects.
 *
 * @param config as it was
 */
export function providerConfig(
  config: StackConfig,
  { endpoint, apiKey }: Pick<Settings, "endpoint" | "apiKey">,
): Record<string, string> {
  const own = Object.entries(config).flatMap(([name, { value }]) =>
    name.startsWith("deepagents:") && value !== undefined ? [[name, value]] : [],
  );
  const key = config["deepagents:apiKey"];
  return {
    ...(Object.fromEntries(own) as Record<string, string>),
    "deepagents:endpoint": endpoint,
    "deepagents:apiKey": (key?.secret ? key.value : undefined) ?? apiKey,
  };
}

/**
 * Where the notes server was last, and the token that it and the quickstart share: a new one where there is none, or
 * where it lay open.
 */
export function notesOf(config: StackConfig): { url: string | undefined; token: string } {
  const token = config[TOKEN_KEY];
  return {
    url: config[URL_KEY]?.value,
    token: (token?.secret && token.value) || `demo-${randomBytes(16).toString("hex")}`,
  };
}

function configOf(json: string): StackConfig {
  return JSON.parse(json) as StackConfig;
}

const OURS = "of the stack that .local/state holds";
const ORPHANED = "of a stack that is gone";

/**
 * Keeps the stack and the server's data together, though either can be deleted alone. The mark lies with the data:
 * without it the state may list what the server does not have, and only a refresh tells. Looking at it costs nothing.
 */
export function deploymentMark(paths: Paths) {
  return {
    /**
     * refresh: whether the state may say more than the server has. orphans: whether the server may have what no state
     * knows of any more.
     */
    compare({ stackIsNew }: { stackIsNew: boolean }): { refresh: boolean; orphans: boolean } {
      const mark = readIfThere(paths.deploymentMark);
      if (stackIsNew && mark !== undefined) {
        writeAtomically(paths.deploymentMark, ORPHANED);
      }
      return {
        refresh: !stackIsNew && mark !== OURS,
        orphans: mark === ORPHANED || (stackIsNew && mark !== undefined),
      };
    },

    /** After a deployment that worked. */
    set(): void {
      if (readIfThere(paths.deploymentMark) !== OURS) {
        writeAtomically(paths.deploymentMark, OURS);
      }
    },
  };
}
