/**
 * A stack of a Pulumi project, driven through Pulumi's Automation API: for the engine tests, the benchmark and the
 * quickstart. Jest loads it as CommonJS, Node.js as it is.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import {
  CommandError,
  type ConfigMap,
  LocalWorkspace,
  type OutputMap,
  PulumiCommand,
  Stack,
  StackNotFoundError,
  type UpdateSummary,
} from "@pulumi/pulumi/automation/index.js";

export type { ConfigMap, UpdateSummary };

export type Operation = "up" | "preview" | "refresh" | "destroy";

export interface StackOptions {
  /** The folder that has the engine as `bin/pulumi`. */
  readonly engine: string;
  /** The project's. */
  readonly folder: string;
  readonly stack: string;
  /** All that the engine gets: what this process has besides does not reach it. */
  readonly environment: NodeJS.ProcessEnv;
  /** Once it is aborted, the operation that runs gets a SIGINT and throws the signal's reason. */
  readonly interruption?: AbortSignal;
  /** How long an operation may take; then it gets a SIGINT, and a command that was started a SIGKILL. */
  readonly timeoutMs?: number;
}

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

/** A command of the engine failed. */
export class EngineFailure extends Error {
  /** What it printed. */
  readonly output: string;

  constructor(command: string, output: string) {
    super(`pulumi ${command} failed:\n${output}`);
    this.output = output;
  }
}

const TEN_MINUTES_MS = 600_000;

export class EngineStack {
  /** Called when the command of an operation has ended, and before the Automation API reads what came of it. */
  onCommandEnd: (() => void) | undefined;

  #options: StackOptions;
  readonly #workspace: LocalWorkspace;
  readonly #stack: Stack;
  readonly #readOutputs: () => Promise<OutputMap>;

  private constructor(options: StackOptions, workspace: LocalWorkspace, stack: Stack) {
    this.#options = options;
    this.#workspace = workspace;
    this.#stack = stack;
    this.#readOutputs = workspace.stackOutputs.bind(workspace, options.stack);
    // An update would read them with two more commands, and here nobody takes them from its result.
    workspace.stackOutputs = () => Promise.resolve({});
    workspace.postCommandCallback = () => {
      this.onCommandEnd?.();
      return Promise.resolve();
    };
  }

  /** Whether there is such a stack shows only when it is used. */
  static async open(options: StackOptions): Promise<EngineStack> {
    const workspace = await LocalWorkspace.create({
      workDir: options.folder,
      envVars: instead(options.environment),
      pulumiCommand: await commandOf(options.engine),
    });
    // Every command names its stack; selecting one would change which of them the user has selected.
    workspace.selectStack = () => Promise.resolve();
    return new EngineStack(options, workspace, await Stack.select(options.stack, workspace));
  }

  /** Makes the stack. */
  static async create(options: StackOptions): Promise<EngineStack> {
    const stack = await EngineStack.open(options);
    await stack.init();
    return stack;
  }

  /** Makes another stack of the same project. */
  beside(stack: string): Promise<EngineStack> {
    return EngineStack.create({ ...this.#options, stack });
  }

  /** Of the commands from now on. */
  set environment(environment: NodeJS.ProcessEnv) {
    this.#options = { ...this.#options, environment };
    this.#workspace.envVars = instead(environment);
  }

  /** Makes the stack. */
  async init(): Promise<void> {
    await this.#attempt("stack init", () => this.#workspace.createStack(this.#options.stack));
  }

  /** The configuration, secrets included; undefined where there is no such stack. */
  async config(): Promise<ConfigMap | undefined> {
    return this.#attempt("config", async () => {
      try {
        return await this.#stack.getAllConfig();
      } catch (error) {
        if (error instanceof StackNotFoundError) {
          return undefined;
        }
        throw error;
      }
    });
  }

  async configure(settings: ConfigMap): Promise<void> {
    await this.#attempt("config set-all", () => this.#stack.setAllConfig(settings));
  }

  /** The stack's outputs, but for those that are secret. */
  async outputs(): Promise<Record<string, unknown>> {
    const outputs = await this.#attempt("stack output", this.#readOutputs);
    const shown = Object.entries(outputs).filter(([, { secret }]) => !secret);
    return Object.fromEntries(shown.map(([name, { value }]): [string, unknown] => [name, value]));
  }

  /** The last operation. */
  async lastUpdate(): Promise<UpdateSummary | undefined> {
    return this.#attempt("stack history", () => this.#stack.info(false));
  }

  /** Returns what the engine printed. */
  async operate(operation: Operation): Promise<string> {
    const { interruption, timeoutMs = TEN_MINUTES_MS } = this.#options;
    interruption?.throwIfAborted();
    const printed: string[] = [];
    const keep = (text: string): void => void printed.push(text);
    // A signal for each operation: the Automation API never takes its listeners off again.
    const signal = AbortSignal.any([AbortSignal.timeout(timeoutMs), ...(interruption ? [interruption] : [])]);
    try {
      await this.#stack[operation]({ color: "never", onOutput: keep, onError: keep, signal });
    } catch (error) {
      signal.throwIfAborted();
      throw error instanceof CommandError ? new EngineFailure(operation, printed.join("")) : error;
    }
    return printed.join("");
  }

  /**
   * Starts the engine as a person types it. The Automation API does not give the process, which a test kills, nor the
   * exit code, and takes only the flags that it knows.
   */
  start(...args: string[]): RunningCommand {
    const { command } = this.#workspace.pulumiCommand;
    return this.startProgram(command, [...args, "--non-interactive", "--color=never"]);
  }

  /** Starts another program as the engine starts: in the project's folder, with the same environment. */
  startProgram(file: string, args: readonly string[], environment: NodeJS.ProcessEnv = {}): RunningCommand {
    const { folder, timeoutMs } = this.#options;
    const child = spawn(file, args, {
      cwd: folder,
      env: { ...this.#options.environment, ...environment },
      stdio: ["ignore", "pipe", "pipe"],
      timeout: timeoutMs,
      killSignal: "SIGKILL",
    });
    const chunks: Buffer[] = [];
    for (const stream of [child.stdout, child.stderr]) {
      stream.on("data", (chunk: Buffer) => chunks.push(chunk));
    }
    const result = once(child, "close").then(([code, signal]: unknown[]) => ({
      code: typeof code === "number" ? code : String(signal),
      output: Buffer.concat(chunks).toString(),
    }));
    return { process: child, result };
  }

  async #attempt<T>(command: string, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      throw error instanceof CommandError ? new EngineFailure(command, printedBy(error)) : error;
    }
  }
}

const commands = new Map<string, Promise<PulumiCommand>>();

/** Asks the engine for its version, once. */
function commandOf(root: string): Promise<PulumiCommand> {
  const command = commands.get(root) ?? PulumiCommand.get({ root });
  commands.set(root, command);
  return command;
}

/**
 * The variables with which a command gets this environment instead of ours: the Automation API adds them to ours, and
 * Node.js leaves out those that are undefined.
 */
function instead(environment: NodeJS.ProcessEnv): Record<string, string> {
  const ours = Object.fromEntries(Object.keys(process.env).map((name) => [name, undefined]));
  return { ...ours, ...environment } as Record<string, string>;
}

/** The error's message has the command line, in which there may be secrets, before what the command printed. */
function printedBy({ message }: CommandError): string {
  return /^ stderr: Command failed.*\n([^]*?)\n err\?: /m.exec(message)?.[1] ?? "";
}
