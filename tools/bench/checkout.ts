/** What the benchmark takes from the tools of the checkout. */
export { testEnvironment } from "../../scripts/lib/environment.js";
export { Failure, lastLines } from "../../scripts/lib/failure.js";
export { readIfThere } from "../../scripts/lib/files.js";
export type { Paths } from "../../scripts/lib/paths.js";
export { capture, type Interrupted, interruptionSignal, throwIfInterrupted } from "../../scripts/lib/processes.js";
export { startServer } from "../../scripts/lib/quickstart/local-server.js";
export { nodeExecutable } from "../../scripts/lib/setup/node-runtime.js";
export { step } from "../../scripts/lib/steps.js";
