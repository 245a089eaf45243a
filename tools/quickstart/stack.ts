import { randomBytes } from "node:crypto";
import path from "node:path";
import { readIfThere, writeAtomically } from "../bootstrap/files.js";
import { Failure, lastLines } from "../bootstrap/messages.js";
import type { Paths } from "../bootstrap/paths.js";
import { passThrough } from "../bootstrap/processes.js";
import { throwIfInterrupted } from "../bootstrap/signals.js";
import { type ConfigMap, EngineFailure, EngineStack, type UpdateSummary } from "../engine-driver/index.ts";

/** With its secrets. */
export type StackConfig = ConfigMap;
export interface Settings {
  readonly endpoint: string;
  readonly apiKey: string;
  readonly mcpUrl: string;
  readonly mcpToken: string;
}

export const STACK = "local";
const TOKEN_KEY = "deepagents-quickstart:mcpToken";
const URL_KEY = "deepagents-quickstart:mcpUrl";

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
  let opened: Promise<EngineStack> | undefined;
  /** @param failed begins the message where the engine fails */
  const ask = async <T>(failed: string, work: (stack: EngineStack) => Promise<T>): Promise<T> => {
    opened ??= EngineStack.open({ engine: paths.engine, folder: paths.root, stack: STACK, environment: env });
    try {
      return await work(await opened);
    } catch (error) {
      throwIfInterrupted();
      throw error instanceof EngineFailure ? new Failure(`${failed}\n${lastLines(error.output)}`) : error;
    }
  };
  const readConfig = (): Promise<StackConfig | undefined> =>
    ask("Reading the configuration failed.", (stack) => stack.config());
  return {
    async open() {
      const config = await readConfig();
      if (config !== undefined) {
        return { made: false, config };
      }
      await ask("Making the stack failed.", (stack) => stack.init());
      return { made: true, config: (await readConfig()) ?? {} };
    },

    async config() {
      const failed = "The quickstart's configuration cannot be read: run npm start first, which makes it.";
      const config = await ask(failed, (stack) => stack.config());
      if (config === undefined) {
        throw new Failure(failed);
      }
      return config;
    },

    async configure(config, settings) {
      const changes = configChanges(config, settings);
      if (Object.keys(changes).length > 0) {
        await ask("Setting the configuration failed.", (stack) => stack.configure(changes));
      }
    },

    up({ refresh }) {
      // Not with the driver: the engine draws its progress only on a terminal that it has itself.
      const args = ["up", "--yes", "--skip-preview", "--stack", STACK, "--cwd", paths.root];
      // Without --run-program a refresh goes to the server's last address.
      const flags = refresh ? ["--refresh", "--run-program"] : [];
      return passThrough(path.join(paths.bin, "pulumi"), [...args, ...flags], { env });
    },

    async result() {
      const [outputs, update] = await Promise.all([
        ask("Reading the outputs failed.", (stack) => stack.outputs()),
        ask("Reading the history failed.", (stack) => stack.lastUpdate()),
      ]);
      return { outputs, changed: hasChanges(update) };
    },
  };
}

export function hasChanges(update: Pick<UpdateSummary, "resourceChanges"> | undefined): boolean {
  return Object.entries(update?.resourceChanges ?? {}).some(([kind, count]) => kind !== "same" && count > 0);
}

/** What is missing or different. A secret is set only where it is missing, or is none. */
export function configChanges(config: StackConfig, { endpoint, apiKey, mcpUrl, mcpToken }: Settings): ConfigMap {
  const secrets = { "deepagents:apiKey": apiKey, [TOKEN_KEY]: mcpToken };
  const plain = { "deepagents:endpoint": endpoint, [URL_KEY]: mcpUrl };
  const changes = [
    ...Object.entries(secrets).flatMap(([key, value]) => (config[key]?.secret ? [] : [[key, { value, secret: true }]])),
    ...Object.entries(plain).flatMap(([key, value]) =>
      config[key]?.value === value ? [] : [[key, { value, secret: false }]],
    ),
  ];
  return Object.fromEntries(changes) as ConfigMap;
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
