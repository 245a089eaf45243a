// @ts-check
// npm start: set-up, a local server, and the quickstart deployed to it.
import { stackEnvironment } from "./lib/environment.js";
import { Failure } from "./lib/failure.js";
import { main } from "./lib/main.js";
import { findRunning, startServer } from "./lib/quickstart/local-server.js";
import { USUAL_PORT, choosePort } from "./lib/quickstart/port.js";
import { summary } from "./lib/quickstart/summary.js";
import { quickstartStack } from "./lib/quickstart/stack.js";
import { checkout } from "./lib/root.js";
import { setUp } from "./lib/setup/set-up.js";
import { elapsed } from "./lib/steps.js";

/** The emulator's published demo key: no secret, but treated like one, as a real key would be. */
const DEMO_KEY = "lsv2_local_emulator_demo_key";

await main(async () => {
  const start = performance.now();
  await setUp(checkout);
  const server = await useServer();
  try {
    const stack = quickstartStack(checkout, stackEnvironment(checkout));
    await stack.prepare({ endpoint: server.url, apiKey: DEMO_KEY });
    const exitCode = await stack.up();
    if (exitCode !== 0) {
      throw new Failure(`The deployment failed; the reason is above. Put it right and run npm start again.`, {
        exitCode,
      });
    }
    const { outputs, changed } = await stack.result();
    console.log(summary(outputs, { changed, took: elapsed(performance.now() - start) }));
  } finally {
    await server.stop();
  }
});

/** @returns {Promise<{ url: string, stop: () => Promise<void> }>} */
async function useServer() {
  const running = await findRunning(checkout);
  if (running) {
    console.log(`Using the local server that runs already: ${running}`);
    return { url: running, stop: () => Promise.resolve() };
  }
  const port = await choosePort();
  if (port !== USUAL_PORT) console.log(`Port ${USUAL_PORT} is in use by another program: taking a free one.`);
  const args = ["--port", String(port), "--data", checkout.emulatorData, "--api-key", DEMO_KEY];
  const { url, ended, stop } = await startServer(checkout, args);
  if (url === undefined)
    throw new Failure(`The local server did not start: it ${(await ended).reason}. Its message is above.`);
  console.log(`Local server: ${url}`);
  return { url, stop };
}
