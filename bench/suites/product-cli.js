// @ts-check
const fs = require("node:fs");
const path = require("node:path");
const { testEnvironment } = require("../../tools/environment.ts");
const { Failure, lastLines } = require("../../tools/bootstrap/messages.js");
const { readIfThere } = require("../../tools/bootstrap/files.js");
const { capture } = require("../../tools/bootstrap/processes.js");
const { secondsText } = require("../lib/measurement.js");
const { Project } = require("../lib/project.js");
const { startLocalServer } = require("../lib/server.js");

/** @typedef {import("../lib/server.js").LocalServer} LocalServer */

const SCRIPT = path.join(path.dirname(__dirname), "probes", "deepagents.py");

/** @type {import("../lib/suite.js").Suite} */
const productCli = {
  name: "product-cli",
  title: "Beside the product's own deepagents command",

  async run({ paths, workspace, scale }, progress) {
    const env = testEnvironment(paths);
    const python = pythonOfCommand(env);
    if (python === undefined) {
      return { measurements: [], skipped: "Skipped: there is no `deepagents` command, a Python script, on PATH." };
    }
    const folder = path.join(workspace.folder, "directories");
    const names = Array.from({ length: scale.directories }, (_, index) => `agent-${index}`);
    for (const name of names) writeDirectory(path.join(folder, name), name);
    const theirs = await startLocalServer(paths, workspace);
    const ours = await startLocalServer(paths, workspace);
    const project = await Project.create(paths, workspace, "directories", ours);
    const command = { python, env: commandEnvironment(env, theirs, workspace.folder) };
    const measurements = [];
    for (const what of ["first deployment", "unchanged"]) {
      const start = performance.now();
      for (const [index, name] of names.entries()) {
        progress(`${what}, deepagents deploy ${index + 1} of ${names.length}`);
        await deploy(command, path.join(folder, name));
      }
      const took = performance.now() - start;
      progress(`${what}, pulumi up`);
      const { milliseconds } = await project.up({ directories: folder });
      measurements.push({
        name: `${what} of ${names.length} project directories: one pulumi up`,
        value: milliseconds / took,
        unit: /** @type {const} */ ("×"),
        detail: `${secondsText(milliseconds)}, deepagents deploy one by one ${secondsText(took)}`,
      });
    }
    return { measurements };
  },
};

/**
 * The Python that the command runs on: its script's first line says so.
 *
 * @param {NodeJS.ProcessEnv} env
 */
function pythonOfCommand(env) {
  const scripts = (env["PATH"] ?? "")
    .split(path.delimiter)
    .map((folder) => readIfThere(path.join(folder, "deepagents")));
  return scripts
    .map((text) => /^#!\s*(?:\S*\/env\s+)?(\S*python\S*)/.exec(text ?? "")?.[1])
    .find((python) => python !== undefined);
}

/**
 * @param {NodeJS.ProcessEnv} env
 * @param {LocalServer} server
 * @param {string} home where it keeps what it deployed
 * @returns {NodeJS.ProcessEnv}
 */
const commandEnvironment = (env, { url, apiKey }, home) => ({
  ...env,
  HOME: home,
  LANGSMITH_ENDPOINT: url,
  LANGSMITH_API_KEY: apiKey,
});

/**
 * @param {{ python: string, env: NodeJS.ProcessEnv }} command
 * @param {string} directory
 */
async function deploy({ python, env }, directory) {
  // --detach: without a look at the agent's health afterwards, which `pulumi up` does not take either.
  const outcome = await capture(python, [SCRIPT, "deploy", "--dir", directory, "--detach"], { env });
  if (!outcome.ok) throw new Failure(`deepagents deploy ${outcome.reason}:\n${lastLines(outcome.output)}`);
}

/**
 * A project as `deepagents init` makes it: an agent with a prompt and a skill.
 *
 * @param {string} folder
 * @param {string} name
 */
function writeDirectory(folder, name) {
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

module.exports = { productCli };
