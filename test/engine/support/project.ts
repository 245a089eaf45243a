/** A Pulumi project of its own in a temporary folder, run by the real engine against an emulator. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { cp, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, dirname, join, resolve } from "node:path";
import type { Emulator } from "../../../emulator/index";

export const REPOSITORY = resolve(__dirname, "../../..");
const ENGINE = join(REPOSITORY, ".engine", "bin");
/** No command of these tests takes longer; the engine itself is ended then. */
const COMMAND_TIMEOUT_MS = 90_000;

/** The programs are JavaScript: without a compiler for them each `up` starts half a second earlier. */
const PULUMI_YAML = "name: engine-test\nruntime: { name: nodejs, options: { typescript: false } }\n";

export interface CommandResult {
  /** The exit code, or the signal that ended it. */
  readonly code: number | string;
  /** What a person sees: standard output and standard error. */
  readonly output: string;
}

export interface RunningCommand {
  readonly process: ChildProcess;
  readonly result: Promise<CommandResult>;
}

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
  private constructor(
    /** Where the program is. */
    readonly dir: string,
    private readonly home: string,
    private readonly state: string,
  ) {}

  /** Makes a project with a stack `dev`, configured for `emulator`. */
  static async create(options: ProjectOptions): Promise<Project> {
    const { emulator, program = "", example, beside, secrets = {} } = options;
    const home = await mkdtemp(join(tmpdir(), "deepagents-engine-"));
    const project = new Project(join(home, "project"), home, beside?.state ?? join(home, "state"));
    await mkdir(join(project.dir, "node_modules"), { recursive: true });
    await mkdir(project.state, { recursive: true });
    await symlink(REPOSITORY, join(project.dir, "node_modules", "pulumi-deepagents"));
    await symlink(join(REPOSITORY, "node_modules", "@pulumi"), join(project.dir, "node_modules", "@pulumi"));
    await writeFile(join(project.dir, "package.json"), '{ "name": "engine-test" }\n');
    if (example === undefined) {
      await writeFile(join(project.dir, "Pulumi.yaml"), PULUMI_YAML);
      await project.write(program);
    } else {
      await cp(join(REPOSITORY, "examples", example), project.dir, { recursive: true });
    }
    await project.succeed("stack", "init", "dev");
    if (emulator) {
      await project.configure(
        { "deepagents:endpoint": emulator.url },
        { "deepagents:apiKey": emulator.apiKey, ...secrets },
      );
    }
    return project;
  }

  /** Replaces the program. */
  async write(program: string): Promise<void> {
    const preamble = 'const pulumi = require("@pulumi/pulumi");\nconst deepagents = require("pulumi-deepagents");\n';
    await writeFile(join(this.dir, "index.js"), preamble + program);
  }

  async configure(
    plain: Readonly<Record<string, string>>,
    secrets: Readonly<Record<string, string>> = {},
  ): Promise<void> {
    const settings = (flag: string, values: Readonly<Record<string, string>>): string[] =>
      Object.entries(values).flatMap(([key, value]) => [flag, `${key}=${value}`]);
    await this.succeed("config", "set-all", ...settings("--plaintext", plain), ...settings("--secret", secrets));
  }

  up(...args: string[]): Promise<string> {
    return this.succeed("up", "--yes", "--skip-preview", ...args);
  }

  preview(...args: string[]): Promise<string> {
    return this.succeed("preview", ...args);
  }

  refresh(...args: string[]): Promise<string> {
    return this.succeed("refresh", "--yes", "--skip-preview", ...args);
  }

  destroy(...args: string[]): Promise<string> {
    return this.succeed("destroy", "--yes", "--skip-preview", ...args);
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
    const { result } = this.spawn(process.execPath, args, environment);
    return result;
  }

  /** Starts a command without waiting for its end. */
  start(...args: string[]): RunningCommand {
    return this.spawn(join(ENGINE, "pulumi"), [...args, "--non-interactive", "--color=never"]);
  }

  private spawn(
    program: string,
    args: readonly string[],
    environment: Readonly<Record<string, string>> = {},
  ): RunningCommand {
    const process = spawn(program, args, {
      cwd: this.dir,
      env: { ...this.environment(), ...environment },
      stdio: ["ignore", "pipe", "pipe"],
      timeout: COMMAND_TIMEOUT_MS,
      killSignal: "SIGKILL",
    });
    const chunks: Buffer[] = [];
    process.stdout.on("data", (chunk: Buffer) => chunks.push(chunk));
    process.stderr.on("data", (chunk: Buffer) => chunks.push(chunk));
    const result = once(process, "close").then(([code, signal]: unknown[]) => ({
      code: typeof code === "number" ? code : String(signal),
      output: Buffer.concat(chunks).toString(),
    }));
    return { process, result };
  }

  /** The stack's outputs. Secrets are shown only when asked for. */
  async outputs(...args: string[]): Promise<Record<string, unknown>> {
    return JSON.parse(await this.succeed("stack", "output", "--json", ...args)) as Record<string, unknown>;
  }

  /** The resources in the state. */
  async resources(): Promise<readonly StateResource[]> {
    const state = JSON.parse(await this.succeed("stack", "export")) as { deployment: { resources?: StateResource[] } };
    return state.deployment.resources ?? [];
  }

  /** The text of every file that the engine keeps: state, backups, history, settings. */
  async filesOfTheEngine(): Promise<ReadonlyMap<string, string>> {
    return new Map([...(await filesBelow(this.state)), ...(await filesBelow(this.dir))]);
  }

  async dispose(): Promise<void> {
    await rm(this.home, { recursive: true, force: true });
  }

  private environment(): NodeJS.ProcessEnv {
    const inherited = Object.entries(process.env).filter(
      ([name]) => !/^(PULUMI_|LANGSMITH_|LANGCHAIN_|NODE_OPTIONS)/.test(name),
    );
    return {
      ...Object.fromEntries(inherited),
      PATH: [ENGINE, dirname(process.execPath), process.env.PATH].join(delimiter),
      PULUMI_BACKEND_URL: `file://${this.state}?metadata=skip`,
      PULUMI_CONFIG_PASSPHRASE: "engine-test",
      PULUMI_HOME: join(this.home, "pulumi-home"),
      PULUMI_SKIP_UPDATE_CHECK: "true",
      PULUMI_NODEJS_TRANSPILE_ONLY: "true",
      NODE_OPTIONS: process.env.DEEPAGENTS_CHILD_OPTIONS ?? "",
    };
  }
}

/** The text of every file below `folder`, by path; links are not followed. */
export async function filesBelow(folder: string): Promise<[string, string][]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return Promise.all(files.map(async (file): Promise<[string, string]> => [file, await readFile(file, "latin1")]));
}
