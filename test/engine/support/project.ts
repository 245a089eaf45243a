/** A Pulumi project of its own in a temporary folder, run by the real engine against an emulator. */
import { cp, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, dirname, join, resolve } from "node:path";
import type { Emulator } from "../../../emulator/index";
import {
  type CommandResult,
  type ConfigMap,
  EngineStack,
  type Operation,
  type RunningCommand,
} from "../../../tools/engine-driver/index.ts";

export type { CommandResult };

export const REPOSITORY = resolve(__dirname, "../../..");
const ENGINE = join(REPOSITORY, ".engine");
/** Ends a command that hangs; none takes that long, on a busy machine either. */
const COMMAND_TIMEOUT_MS = 300_000;

/** The programs are JavaScript: without a compiler for them each `up` starts half a second earlier. */
const PULUMI_YAML = "name: engine-test\nruntime: { name: nodejs, options: { typescript: false } }\n";

/** A resource as the state file has it. */
export interface StateResource {
  readonly urn: string;
  readonly type: string;
  readonly id?: string;
  readonly inputs?: Readonly<Record<string, unknown>>;
  readonly outputs?: Readonly<Record<string, unknown>>;
}

export interface ProjectOptions {
  /** The server to deploy to. Without one nothing is configured. */
  readonly emulator?: Pick<Emulator, "url" | "apiKey">;
  /** The program, CommonJS; `pulumi` and `deepagents` are there already. */
  readonly program?: string;
  /** A folder of `examples/` whose files the project has, instead of `program`. */
  readonly example?: string;
  /** A project whose backend this one has, too, so that their stacks can refer to each other. Dispose of it last. */
  readonly beside?: Project;
  readonly secrets?: Readonly<Record<string, string>>;
}

export class Project {
  /** Where the program is. */
  readonly dir: string;
  readonly #home: string;
  readonly #state: string;
  readonly #stack: EngineStack;

  private constructor(dir: string, home: string, state: string, stack: EngineStack) {
    this.dir = dir;
    this.#home = home;
    this.#state = state;
    this.#stack = stack;
  }

  /** Makes a project with a stack `dev`, configured for `emulator`. */
  static async create(options: ProjectOptions): Promise<Project> {
    const { emulator, program = "", example, beside, secrets = {} } = options;
    const home = await mkdtemp(join(tmpdir(), "deepagents-engine-"));
    const dir = join(home, "project");
    const state = beside === undefined ? join(home, "state") : beside.#state;
    await mkdir(join(dir, "node_modules"), { recursive: true });
    await mkdir(state, { recursive: true });
    await symlink(REPOSITORY, join(dir, "node_modules", "pulumi-deepagents"));
    await symlink(join(REPOSITORY, "node_modules", "@pulumi"), join(dir, "node_modules", "@pulumi"));
    await writeFile(join(dir, "package.json"), '{ "name": "engine-test" }\n');
    if (example === undefined) {
      await writeFile(join(dir, "Pulumi.yaml"), PULUMI_YAML);
      await writeProgram(dir, program);
    } else {
      await cp(join(REPOSITORY, "examples", example), dir, { recursive: true });
    }
    const stack = await EngineStack.create({
      engine: ENGINE,
      folder: dir,
      stack: "dev",
      environment: engineEnvironment(home, state),
      timeoutMs: COMMAND_TIMEOUT_MS,
    });
    const project = new Project(dir, home, state, stack);
    if (emulator) {
      await project.configure(
        { "deepagents:endpoint": emulator.url },
        { "deepagents:apiKey": emulator.apiKey, ...secrets },
      );
    }
    return project;
  }

  /** Makes another stack, which commands that name none use from then on. */
  async addStack(name: string): Promise<Project> {
    return new Project(this.dir, this.#home, this.#state, await this.#stack.beside(name));
  }

  /** Replaces the program. */
  async write(program: string): Promise<void> {
    await writeProgram(this.dir, program);
  }

  async configure(
    plain: Readonly<Record<string, string>>,
    secrets: Readonly<Record<string, string>> = {},
  ): Promise<void> {
    const settings = (values: Readonly<Record<string, string>>, secret: boolean) =>
      Object.entries(values).map(([key, value]) => [key, { value, secret }]);
    await this.#stack.configure(
      Object.fromEntries([...settings(plain, false), ...settings(secrets, true)]) as ConfigMap,
    );
  }

  up(...flags: string[]): Promise<string> {
    return this.#operate("up", flags);
  }

  preview(...flags: string[]): Promise<string> {
    return this.#operate("preview", flags);
  }

  refresh(...flags: string[]): Promise<string> {
    return this.#operate("refresh", flags);
  }

  destroy(...flags: string[]): Promise<string> {
    return this.#operate("destroy", flags);
  }

  /** Runs a command that has to succeed, and returns what it printed. */
  async succeed(...args: string[]): Promise<string> {
    const { code, output } = await this.pulumi(...args);
    if (code !== 0) {
      throw new Error(`pulumi ${args[0] ?? ""} ended with ${String(code)}:\n${output}`);
    }
    return output;
  }

  /** Runs a command that has to fail, and returns what it printed. */
  async fail(...args: string[]): Promise<string> {
    const { code, output } = await this.pulumi(...args);
    if (code === 0) {
      throw new Error(`pulumi ${args[0] ?? ""} was expected to fail:\n${output}`);
    }
    return output;
  }

  async pulumi(...args: string[]): Promise<CommandResult> {
    const { result } = this.start(...args);
    return result;
  }

  /** Runs Node.js in the project's folder. */
  async node(args: readonly string[], environment: Readonly<Record<string, string>> = {}): Promise<CommandResult> {
    const { result } = this.#stack.startProgram(process.execPath, args, environment);
    return result;
  }

  /** Starts a command without waiting for its end. */
  start(...args: string[]): RunningCommand {
    return this.#stack.start(...args);
  }

  /**
   * The stack's outputs as they are shown: the Automation API hides no secret that is only part of an output. Secrets are
   * shown only when asked for.
   */
  async outputs(...flags: string[]): Promise<Record<string, unknown>> {
    return JSON.parse(await this.succeed("stack", "output", "--json", ...flags)) as Record<string, unknown>;
  }

  /** The resources in the state, as they are there: the Automation API would export their secrets decrypted. */
  async resources(): Promise<readonly StateResource[]> {
    const state = JSON.parse(await this.succeed("stack", "export")) as { deployment: { resources?: StateResource[] } };
    return state.deployment.resources ?? [];
  }

  /** The text of every file that the engine keeps: state, backups, history, settings. */
  async filesOfTheEngine(): Promise<ReadonlyMap<string, string>> {
    return new Map([...(await filesBelow(this.#state)), ...(await filesBelow(this.dir))]);
  }

  async dispose(): Promise<void> {
    await rm(this.#home, { recursive: true, force: true });
  }

  /** Flags go to the engine as a person types them: the Automation API does not know all of them. */
  #operate(operation: Operation, flags: readonly string[]): Promise<string> {
    const confirmed = operation === "preview" ? [] : ["--yes", "--skip-preview"];
    return flags.length === 0 ? this.#stack.operate(operation) : this.succeed(operation, ...confirmed, ...flags);
  }
}

async function writeProgram(dir: string, program: string): Promise<void> {
  const preamble = 'const pulumi = require("@pulumi/pulumi");\nconst deepagents = require("pulumi-deepagents");\n';
  await writeFile(join(dir, "index.js"), preamble + program);
}

/** Nothing of a developer's Pulumi settings or LangSmith account. */
export function engineEnvironment(home: string, state: string): NodeJS.ProcessEnv {
  const inherited = Object.entries(process.env).filter(
    ([name]) => !/^(PULUMI_|LANGSMITH_|LANGCHAIN_|NODE_OPTIONS)/.test(name),
  );
  const recorder = process.env.DEEPAGENTS_CHILD_OPTIONS;
  return {
    ...Object.fromEntries(inherited),
    PATH: [join(ENGINE, "bin"), dirname(process.execPath), process.env.PATH].join(delimiter),
    PULUMI_BACKEND_URL: `file://${state}?metadata=skip`,
    PULUMI_CONFIG_PASSPHRASE: "engine-test",
    PULUMI_HOME: join(home, "pulumi-home"),
    PULUMI_SKIP_UPDATE_CHECK: "true",
    PULUMI_NODEJS_TRANSPILE_ONLY: "true",
    // Each operation starts several Node.js processes that load the same modules; coverage is exact only without it.
    ...(recorder === undefined ? { NODE_COMPILE_CACHE: join(ENGINE, "compile-cache") } : { NODE_OPTIONS: recorder }),
  };
}

/** The text of every file below `folder`, by path; links are not followed. */
export async function filesBelow(folder: string): Promise<[string, string][]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return Promise.all(files.map(async (file): Promise<[string, string]> => [file, await readFile(file, "latin1")]));
}
