// @ts-check
// npm start: set-up, a local server and an MCP server, the quickstart deployed to them, and a conversation with it.
import { fileURLToPath } from "node:url";
import { stackEnvironment } from "./lib/environment.js";
import { Failure } from "./lib/failure.js";
import { main } from "./lib/main.js";
import { passThrough } from "./lib/processes.js";
import { deploymentMark } from "./lib/quickstart/deployment-mark.js";
import { demoKey, findRunning, requireKey, startServer } from "./lib/quickstart/local-server.js";
import { useNotesServer } from "./lib/quickstart/notes-server.js";
import { USUAL_PORTS, choosePort, deployedPort } from "./lib/quickstart/port.js";
import { deployed, nextSteps } from "./lib/quickstart/summary.js";
import { notesOf, providerConfig, quickstartStack } from "./lib/quickstart/stack.js";
import { checkout } from "./lib/root.js";
import { nodeExecutable } from "./lib/setup/node-runtime.js";
import { setUp } from "./lib/setup/set-up.js";
import { elapsed } from "./lib/steps.js";

await main(async () => {
  const start = performance.now();
  await setUp(checkout);
  const apiKey = demoKey(checkout);
  const env = stackEnvironment(checkout);
  const stack = quickstartStack(checkout, env);
  /** @type {(() => Promise<void>)[]} */
  const stops = [];
  try {
    const server = await useServer(apiKey);
    stops.push(server.stop);
    const { made, config } = await stack.open();
    const { url, token } = notesOf(config);
    const notes = await useNotesServer(checkout, { url, token });
    stops.push(notes.stop);
    const settings = { endpoint: server.url, apiKey, mcpUrl: notes.url, mcpToken: token };
    await stack.configure(config, settings);
    const mark = deploymentMark(checkout);
    const { refresh, orphans } = mark.compare({ stackIsNew: made });
    if (refresh) console.log("The local server's data may be other than at the last deployment: looking first.");
    const exitCode = await stack.up({ refresh });
    if (exitCode !== 0) throw new Failure(failed(orphans), { exitCode });
    mark.set();
    const { outputs, changed } = await stack.result();
    console.log(deployed(outputs, { changed, took: elapsed(performance.now() - start) }));
    await talk(outputs["agentId"], { ...env, PULUMI_CONFIG: JSON.stringify(providerConfig(config, settings)) });
    console.log(nextSteps({ scripted: server.started }));
  } finally {
    for (const stop of stops) await stop();
  }
});

/**
 * @param {string} apiKey
 * @returns {Promise<{ url: string, started: boolean, stop: () => Promise<void> }>} started: by us
 */
async function useServer(apiKey) {
  const running = await findRunning(checkout);
  if (running && (await requireKey(running, apiKey))) {
    console.log(`Using the local server that runs already: ${running}`);
    return { url: running, started: false, stop: () => Promise.resolve() };
  }
  const port = await choosePort(deployedPort(checkout), USUAL_PORTS.emulator);
  const args = ["--port", String(port), "--data", checkout.emulatorData, "--api-key", apiKey];
  const { url, ended, stop } = await startServer(checkout, args);
  if (url === undefined)
    throw new Failure(`The local server did not start: it ${(await ended).reason}. Its message is above.`);
  console.log(`Local server: ${url}${port === 0 ? " (the usual port is in use by another program)" : ""}`);
  return { url, started: true, stop };
}

/**
 * @param {unknown} agentId
 * @param {NodeJS.ProcessEnv} env with the stack's configuration
 */
async function talk(agentId, env) {
  if (typeof agentId !== "string") {
    console.log("No conversation: the program has no output agentId that says with whom.");
    return;
  }
  console.log("A conversation with the agent, on a test thread that is deleted afterwards:\n");
  const script = fileURLToPath(new URL("lib/quickstart/talk.mjs", import.meta.url));
  const exitCode = await passThrough(nodeExecutable(checkout), [script, agentId], { env });
  if (exitCode !== 0) {
    throw new Failure(
      "The agent is deployed, but the conversation with it failed; the reason is above. Put it right and run npm start again.",
      { exitCode },
    );
  }
}

/** @param {boolean} orphans */
function failed(orphans) {
  if (!orphans) return "The deployment failed; the reason is above. Put it right and run npm start again.";
  return (
    "The deployment failed; the reason is above. The local server still has what was deployed from a state that is\n" +
    "gone from .local/state. To begin anew, delete all of .local, then run npm start again."
  );
}
