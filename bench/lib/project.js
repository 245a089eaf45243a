// @ts-check
const fs = require("node:fs");
const path = require("node:path");
const { pathToFileURL } = require("node:url");
const { testEnvironment } = require("../../tools/environment.ts");
const { Failure, lastLines } = require("../../tools/bootstrap/messages.js");
const { capture } = require("../../tools/bootstrap/processes.js");
const { watchProviderMemory } = require("./memory.js");
const { childrensProcessorMs } = require("./processor-time.js");

/** @typedef {import("../../tools/bootstrap/paths.js").Paths} Paths */
/** @typedef {import("./workspace.js").Workspace} Workspace */
/** @typedef {{ url: string, apiKey: string }} Server */
/** @typedef {"provider" | "floor" | "floor-with-outputs" | "floor-over-the-wire" | "directories"} Program a file in bench/programs */
/**
 * What the program declares.
 *
 * @typedef {object} Shape
 * @property {number} [agents] how many, with a tenth of that in MCP servers
 * @property {boolean} [edited] whether one of them has another prompt
 * @property {string} [directories] for the program of that name: the folder with the project directories
 */

const PROGRAMS = path.join(path.dirname(__dirname), "programs");
/** No command takes longer; it is ended then. */
const LIMIT_MS = 10 * 60_000;
const YES = ["--yes", "--skip-preview"];

/** A Pulumi project of its own, with its state in the workspace, run by the checkout's engine. */
class Project {
  /**
   * @param {Paths} paths
   * @param {string} folder
   * @param {NodeJS.ProcessEnv} environment
   */
  constructor(paths, folder, environment) {
    this.pulumi = path.join(paths.bin, "pulumi");
    this.folder = folder;
    this.environment = environment;
  }

  /**
   * @param {Paths} paths
   * @param {Workspace} workspace
   * @param {Program} program
   * @param {Server} server most floors never ask it; the same settings keep the engine's work the same
   */
  static async create(paths, workspace, program, server) {
    const folder = fs.mkdtempSync(path.join(workspace.folder, `${program}-`));
    const modules = path.join(folder, "node_modules");
    fs.cpSync(PROGRAMS, folder, { recursive: true });
    fs.mkdirSync(path.join(modules, "floor"), { recursive: true });
    fs.renameSync(path.join(folder, "floor-provider.js"), path.join(modules, "floor", "index.js"));
    fs.symlinkSync(paths.root, path.join(modules, "pulumi-deepagents"), "junction");
    fs.symlinkSync(path.join(paths.modules, "@pulumi"), path.join(modules, "@pulumi"), "junction");
    fs.writeFileSync(path.join(folder, "package.json"), '{ "name": "bench" }\n');
    fs.writeFileSync(path.join(folder, "Pulumi.yaml"), `name: bench\nruntime: nodejs\nmain: ${program}.js\n`);
    const [state, temporary] = [path.join(folder, "state"), path.join(folder, "tmp")];
    for (const made of [state, temporary]) fs.mkdirSync(made);
    const project = new Project(paths, folder, {
      ...testEnvironment(paths),
      BENCH_CHECKOUT: paths.root,
      BENCH_ENDPOINT: server.url,
      BENCH_API_KEY: server.apiKey,
      PULUMI_BACKEND_URL: `${pathToFileURL(state).href}?metadata=skip`,
      PULUMI_CONFIG_PASSPHRASE: "bench",
      PULUMI_HOME: path.join(folder, "home"),
      // Pulumi leaves things there, more of them when it is interrupted.
      TMPDIR: temporary,
      TEMP: temporary,
      TMP: temporary,
    });
    await project.run({}, "stack", "init", "dev");
    const settings = [
      "--plaintext",
      `deepagents:endpoint=${server.url}`,
      "--secret",
      `deepagents:apiKey=${server.apiKey}`,
    ];
    await project.run({}, "config", "set-all", ...settings);
    return project;
  }

  /** @param {Shape} shape */
  up(shape) {
    return this.run(shape, "up", ...YES);
  }

  /** @param {Shape} shape */
  preview(shape) {
    return this.run(shape, "preview");
  }

  /** @param {Shape} shape */
  refresh(shape) {
    return this.run(shape, "refresh", ...YES);
  }

  /** @param {Shape} shape */
  destroy(shape) {
    return this.run(shape, "destroy", ...YES);
  }

  /** In bytes: the state's file, an agent and an MCP server in it, and the `__provider` of an agent, in and out. */
  stateSizes() {
    const text = fs.readFileSync(path.join(this.folder, "state", ".pulumi", "stacks", "bench", "dev.json"), "utf8");
    const state = /** @type {State} */ (JSON.parse(text));
    const resources = state.checkpoint.latest?.resources ?? [];
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

  /**
   * @param {Shape} shape
   * @param {string[]} args
   * @returns {Promise<{ milliseconds: number, processorMs: number | undefined, providerBytes: number | undefined }>}
   */
  async run({ agents = 0, edited = false, directories = "" }, ...args) {
    const env = {
      ...this.environment,
      BENCH_AGENTS: String(agents),
      BENCH_EDITED: edited ? "yes" : "no",
      BENCH_DIRECTORIES: directories,
    };
    const peakMemory = watchProviderMemory();
    const [start, usedBefore] = [performance.now(), childrensProcessorMs() ?? NaN];
    try {
      const command = [...args, "--non-interactive", "--color=never"];
      const outcome = await capture(this.pulumi, command, { cwd: this.folder, env, timeoutMs: LIMIT_MS });
      const milliseconds = performance.now() - start;
      if (!outcome.ok) {
        throw new Failure(`pulumi ${args.join(" ")} ${outcome.reason}:\n${lastLines(outcome.output, { lines: 40 })}`);
      }
      const used = (childrensProcessorMs() ?? NaN) - usedBefore;
      return { milliseconds, processorMs: Number.isNaN(used) ? undefined : used, providerBytes: peakMemory() };
    } finally {
      peakMemory();
    }
  }
}

/**
 * The state file, as far as it is looked at.
 *
 * @typedef {{ inputs?: Record<string, unknown>, outputs?: Record<string, unknown> }} StateResource
 * @typedef {{ checkpoint: { latest?: { resources?: StateResource[] } } }} State
 */

module.exports = { Project };
