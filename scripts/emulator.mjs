// @ts-check
// npm run emulator [-- ARGS]: the local server, on the data that `npm start` deploys to, until it is stopped.
import path from "node:path";
import { Failure } from "./lib/failure.js";
import { main } from "./lib/main.js";
import { interruptionSignal } from "./lib/processes.js";
import { findRunning, startServer } from "./lib/quickstart/local-server.js";
import { deployedPort } from "./lib/quickstart/port.js";
import { checkout } from "./lib/root.js";
import { setUp } from "./lib/setup/set-up.js";

await main(async () => {
  await setUp(checkout);
  const args = process.argv.slice(2);
  const ownData = !args.some((arg) => arg === "--data" || arg.startsWith("--data="));
  if (ownData) {
    const running = await findRunning(checkout);
    if (running) {
      throw new Failure(
        `A local server already runs on ${path.relative(checkout.root, checkout.emulatorData)}: ${running}\n` +
          `Use that one, stop it, or give another folder: npm run emulator -- --data FOLDER --port 0`,
      );
    }
    args.unshift("--data", checkout.emulatorData);
    // Where the stack expects it; a --port among the arguments comes later and wins.
    const port = deployedPort(checkout);
    if (port !== undefined) args.unshift("--port", String(port));
  }
  const server = await startServer(checkout, args, { onOutput: (chunk) => process.stdout.write(chunk) });
  const stopped = new Promise((resolve) => interruptionSignal().addEventListener("abort", () => resolve(0)));
  const exitCode = await Promise.race([server.ended.then((end) => end.code ?? 1), stopped.then(() => 0)]);
  await server.stop();
  return exitCode;
});
