// @ts-check
// npm start: set-up, a local server, and the quickstart deployed to it.
import { stackEnvironment } from "./lib/environment.js";
import { Failure } from "./lib/failure.js";
import { main } from "./lib/main.js";
import { deploymentMark } from "./lib/quickstart/deployment-mark.js";
import { demoKey, findRunning, requireKey, startServer } from "./lib/quickstart/local-server.js";
import { choosePort, deployedPort } from "./lib/quickstart/port.js";
import { summary } from "./lib/quickstart/summary.js";
import { quickstartStack } from "./lib/quickstart/stack.js";
import { checkout } from "./lib/root.js";
import { setUp } from "./lib/setup/set-up.js";
import { elapsed } from "./lib/steps.js";

await main(async () => {
  const start = performance.now();
  await setUp(checkout);
  const apiKey = demoKey(checkout);
  const server = await useServer(apiKey);
  try {
    const stack = quickstartStack(checkout, stackEnvironment(checkout));
    const { made } = await stack.prepare({ endpoint: server.url, apiKey });
    const mark = deploymentMark(checkout);
    const { refresh, orphans } = mark.compare({ stackIsNew: made });
    if (refresh) console.log("The local server's data may be other than at the last deployment: looking first.");
    const exitCode = await stack.up({ refresh });
    if (exitCode !== 0) throw new Failure(failed(orphans), { exitCode });
    mark.set();
    const { outputs, changed } = await stack.result();
    console.log(summary(outputs, { changed, took: elapsed(performance.now() - start) }));
  } finally {
    await server.stop();
  }
});

/**
 * @param {string} apiKey
 * @returns {Promise<{ url: string, stop: () => Promise<void> }>}
 */
async function useServer(apiKey) {
  const running = await findRunning(checkout);
  if (running && (await requireKey(running, apiKey))) {
    console.log(`Using the local server that runs already: ${running}`);
    return { url: running, stop: () => Promise.resolve() };
  }
  const port = await choosePort(deployedPort(checkout));
  const args = ["--port", String(port), "--data", checkout.emulatorData, "--api-key", apiKey];
  const { url, ended, stop } = await startServer(checkout, args);
  if (url === undefined)
    throw new Failure(`The local server did not start: it ${(await ended).reason}. Its message is above.`);
  console.log(`Local server: ${url}${port === 0 ? " (the usual port is in use by another program)" : ""}`);
  return { url, stop };
}

/** @param {boolean} orphans */
function failed(orphans) {
  if (!orphans) return "The deployment failed; the reason is above. Put it right and run npm start again.";
  return (
    "The deployment failed; the reason is above. The local server still has what was deployed from a state that is\n" +
    "gone from .local/state. To begin anew, delete all of .local, then run npm start again."
  );
}
