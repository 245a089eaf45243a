import fs from "node:fs";
import path from "node:path";
import { readIfThere } from "../../bootstrap/files.js";
import { Failure, lastLines } from "../../bootstrap/messages.js";
import { capture } from "../../bootstrap/processes.js";
import { testEnvironment } from "../../environment.ts";
import { type Measurement, secondsText, type Suite } from "../measurement.ts";
import { Project } from "../project.ts";
import { benchFolder, type LocalServer, startLocalServer } from "../workspace.ts";

/** The product's own command, on the local server. */
interface ProductCommand {
  readonly python: string;
  readonly script: string;
  readonly env: NodeJS.ProcessEnv;
}

export const productCli: Suite = {
  name: "product-cli",
  title: "Beside the product's own deepagents command",

  async run({ paths, workspace, scale }, progress) {
    const env = testEnvironment(paths);
    const python = pythonOfCommand(env);
    if (python === undefined) {
      return { measurements: [], skipped: "Skipped: there is no `deepagents` command, a Python script, on PATH." };
    }
    const folder = path.join(workspace.folder, "directories");
    const names = Array.from({ length: scale.directories }, (_, index) => `agent-${String(index)}`);
    for (const name of names) {
      writeDirectory(path.join(folder, name), name);
    }
    const theirs = await startLocalServer(paths, workspace);
    const ours = await startLocalServer(paths, workspace);
    const project = await Project.create(paths, workspace, "directories", ours);
    const command = {
      python,
      script: path.join(benchFolder(paths), "probes", "deepagents.py"),
      env: commandEnvironment(env, theirs, workspace.folder),
    };
    const measurements: Measurement[] = [];
    for (const what of ["first deployment", "unchanged"]) {
      const start = performance.now();
      for (const [index, name] of names.entries()) {
        progress(`${what}, deepagents deploy ${String(index + 1)} of ${String(names.length)}`);
        await deploy(command, path.join(folder, name));
      }
      const took = performance.now() - start;
      progress(`${what}, pulumi up`);
      const { milliseconds } = await project.up({ directories: folder });
      measurements.push({
        name: `${what} of ${String(names.length)} project directories: one pulumi up`,
        value: milliseconds / took,
        unit: "×",
        detail: `${secondsText(milliseconds)}, deepagents deploy one by one ${secondsText(took)}`,
      });
    }
    return { measurements };
  },
};

/** The Python that the command runs on: its script's first line says so. */
function pythonOfCommand(env: NodeJS.ProcessEnv): string | undefined {
  const scripts = (env["PATH"] ?? "")
    .split(path.delimiter)
    .map((folder) => readIfThere(path.join(folder, "deepagents")));
  return scripts
    .map((text) => /^#!\s*(?:\S*\/env\s+)?(\S*python\S*)/.exec(text ?? "")?.[1])
    .find((python) => python !== undefined);
}

/** @param home where it keeps what it deployed */
function commandEnvironment(env: NodeJS.ProcessEnv, { url, apiKey }: LocalServer, home: string): NodeJS.ProcessEnv {
  return { ...env, HOME: home, LANGSMITH_ENDPOINT: url, LANGSMITH_API_KEY: apiKey };
}

async function deploy({ python, script, env }: ProductCommand, directory: string): Promise<void> {
  // --detach: without a look at the agent's health afterwards, which `pulumi up` does not take either.
  const outcome = await capture(python, [script, "deploy", "--dir", directory, "--detach"], { env });
  if (!outcome.ok) {
    throw new Failure(`deepagents deploy ${outcome.reason}:\n${lastLines(outcome.output)}`);
  }
}

/** A project as `deepagents init` makes it: an agent with a prompt and a skill. */
function writeDirectory(folder: string, name: string): void {
  const files = {
    "agent.json": JSON.stringify({ name, description: "Researches.", model: "anthropic:claude-sonnet-4-6" }),
    "AGENTS.md": "You are a careful research assistant. Cite your sources.\n".repeat(10),
    "skills/summary/SKILL.md": "---\nname: summary\ndescription: How to summarise.\n---\n\nBe brief.\n",
  };
  for (const [file, content] of Object.entries(files)) {
    fs.mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
    fs.writeFileSync(path.join(folder, file), content);
  }
}
