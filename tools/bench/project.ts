/** A Pulumi project of its own, with its state in the workspace, run by the checkout's engine. */
import fs from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { Failure, lastLines } from "../bootstrap/messages.js";
import type { Paths } from "../bootstrap/paths.js";
import { type Interrupted, interruptionSignal, throwIfInterrupted } from "../bootstrap/signals.js";
import { EngineFailure, EngineStack, type Operation } from "../engine-driver/index.ts";
import { testEnvironment } from "../environment.ts";
import { childrensProcessorMs, watchProviderMemory } from "./processes.ts";
import { benchFolder, type LocalServer, type Workspace } from "./workspace.ts";

/** A file in `programs`. */
type Program = "provider" | "floor" | "floor-with-outputs" | "floor-over-the-wire" | "directories";

/** What the program declares. */
export interface Shape {
  /** How many, with a tenth of that in MCP servers. */
  readonly agents?: number;
  /** Whether one of them has another prompt. */
  readonly edited?: boolean;
  /** For the program of that name: the folder with the project directories. */
  readonly directories?: string;
}

/** What an operation took. */
export interface Run {
  readonly milliseconds: number;
  readonly processorMs: number | undefined;
  readonly providerBytes: number | undefined;
}

/** In bytes. */
export interface StateSizes {
  readonly whole: number;
  readonly ofAgent: number;
  readonly ofServer: number;
  /** The `__provider` of an agent, in and out. */
  readonly ofShell: number;
}

/** The state file, as far as it is looked at. */
interface State {
  readonly checkpoint: {
    readonly latest?: {
      readonly resources?: readonly { inputs?: Record<string, unknown>; outputs?: Record<string, unknown> }[];
    };
  };
}

export class Project {
  readonly #folder: string;
  readonly #environment: NodeJS.ProcessEnv;
  readonly #stack: EngineStack;

  private constructor(folder: string, environment: NodeJS.ProcessEnv, stack: EngineStack) {
    this.#folder = folder;
    this.#environment = environment;
    this.#stack = stack;
  }

  /** @param server most floors never ask it; the same settings keep the engine's work the same */
  static async create(
    paths: Paths,
    workspace: Workspace,
    program: Program,
    { url, apiKey }: Pick<LocalServer, "url" | "apiKey">,
  ): Promise<Project> {
    const folder = fs.mkdtempSync(path.join(workspace.folder, `${program}-`));
    const modules = path.join(folder, "node_modules");
    fs.cpSync(path.join(benchFolder(paths), "programs"), folder, { recursive: true });
    fs.mkdirSync(path.join(modules, "floor"), { recursive: true });
    fs.renameSync(path.join(folder, "floor-provider.js"), path.join(modules, "floor", "index.js"));
    fs.symlinkSync(paths.root, path.join(modules, "pulumi-deepagents"), "junction");
    fs.symlinkSync(path.join(paths.modules, "@pulumi"), path.join(modules, "@pulumi"), "junction");
    fs.writeFileSync(path.join(folder, "package.json"), '{ "name": "bench" }\n');
    fs.writeFileSync(path.join(folder, "Pulumi.yaml"), `name: bench\nruntime: nodejs\nmain: ${program}.js\n`);
    const [state, temporary] = [path.join(folder, "state"), path.join(folder, "tmp")];
    for (const made of [state, temporary]) {
      fs.mkdirSync(made);
    }
    const environment = {
      ...testEnvironment(paths),
      BENCH_CHECKOUT: paths.root,
      BENCH_ENDPOINT: url,
      BENCH_API_KEY: apiKey,
      PULUMI_BACKEND_URL: `${pathToFileURL(state).href}?metadata=skip`,
      PULUMI_CONFIG_PASSPHRASE: "bench",
      PULUMI_HOME: path.join(folder, "home"),
      // Pulumi leaves things there, more of them when it is interrupted.
      TMPDIR: temporary,
      TEMP: temporary,
      TMP: temporary,
    };
    throwIfInterrupted();
    const interruption = signalForEngine();
    const stack = await EngineStack.create({ engine: paths.engine, folder, stack: "dev", environment, interruption });
    await stack.configure({
      "deepagents:endpoint": { value: url },
      "deepagents:apiKey": { value: apiKey, secret: true },
      // No MCP servers run here, and waiting for one is not what is measured.
      "deepagents:verifyTools": { value: "false" },
    });
    return new Project(folder, environment, stack);
  }

  up(shape: Shape): Promise<Run> {
    return this.#run("up", shape);
  }

  preview(shape: Shape): Promise<Run> {
    return this.#run("preview", shape);
  }

  refresh(shape: Shape): Promise<Run> {
    return this.#run("refresh", shape);
  }

  destroy(shape: Shape): Promise<Run> {
    return this.#run("destroy", shape);
  }

  stateSizes(): StateSizes {
    const text = fs.readFileSync(path.join(this.#folder, "state", ".pulumi", "stacks", "bench", "dev.json"), "utf8");
    const resources = (JSON.parse(text) as State).checkpoint.latest?.resources ?? [];
    const agents = resources.filter(({ inputs }) => inputs?.["systemPrompt"]);
    const servers = resources.filter(({ inputs }) => inputs?.["url"]);
    const shells = agents.map(({ inputs, outputs }) => [inputs?.["__provider"], outputs?.["__provider"]].join(""));
    return {
      whole: text.length,
      ofAgent: JSON.stringify(agents).length / agents.length,
      ofServer: JSON.stringify(servers).length / servers.length,
      ofShell: shells.join("").length / agents.length,
    };
  }

  async #run(operation: Operation, { agents = 0, edited = false, directories = "" }: Shape): Promise<Run> {
    this.#stack.environment = {
      ...this.#environment,
      BENCH_AGENTS: String(agents),
      BENCH_EDITED: edited ? "yes" : "no",
      BENCH_DIRECTORIES: directories,
    };
    const peakMemory = watchProviderMemory();
    const [start, usedBefore] = [performance.now(), childrensProcessorMs()];
    let took: Run | undefined;
    this.#stack.onCommandEnd = () => {
      const used = childrensProcessorMs();
      took ??= {
        milliseconds: performance.now() - start,
        processorMs: used === undefined || usedBefore === undefined ? undefined : used - usedBefore,
        providerBytes: peakMemory(),
      };
    };
    try {
      await this.#stack.operate(operation);
    } catch (error) {
      throwIfInterrupted();
      throw error instanceof EngineFailure
        ? new Failure(`pulumi ${operation} failed:\n${lastLines(error.output, { lines: 40 })}`)
        : error;
    } finally {
      peakMemory();
    }
    if (took === undefined) {
      throw new Error(`The end of pulumi ${operation} was not noticed.`);
    }
    return took;
  }
}

/** Aborted when the engine is to stop and does not know yet: a second SIGINT would make it give up at once. */
function signalForEngine(): AbortSignal {
  const controller = new AbortController();
  const interruption = interruptionSignal();
  interruption.addEventListener("abort", () => {
    // A terminal sends its Ctrl-C to the engine, too.
    const byTerminal = process.stdin.isTTY && (interruption.reason as Interrupted).exitCode === 130;
    if (!byTerminal) {
      controller.abort(interruption.reason);
    }
  });
  return controller.signal;
}
