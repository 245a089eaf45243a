// @ts-check
// node talk.mjs AGENT_ID: one turn with a deployed agent, told on stdout. A process of its own, because the client needs
// a newer Node than npm start. The configuration comes as the engine gives it to programs.
import path from "node:path";
import { createRequire } from "node:module";
import { styleText } from "node:util";
import { Failure } from "../failure.js";
import { main } from "../main.js";
import { Interrupted, interruptionSignal } from "../processes.js";
import { checkout } from "../root.js";
import { elapsed } from "../steps.js";
import { converse } from "./conversation.js";
import { transcript } from "./transcript.js";

const LIMIT_MS = 180_000;

const require = createRequire(import.meta.url);
/** @type {typeof import("../../../provider/client/index.js")} */
const { ApiClient, ApiError, apiOver, BrokenStreamError, NoAnswerError } = require(
  path.join(checkout.dist, "provider", "api"),
);
/** @type {typeof import("../../../provider/config/config.js")} */
const { resolveConfig } = require(path.join(checkout.dist, "provider", "schema", "config"));

await main(async () => {
  const start = performance.now();
  const config = /** @type {Record<string, string>} */ (JSON.parse(process.env["PULUMI_CONFIG"] ?? "{}"));
  const api = apiOver(new ApiClient(resolveConfig((key) => config[key], process.env)));
  const teller = transcript({ columns: process.stdout.columns, style: (format, text) => styleText(format, text) });
  const timeout = AbortSignal.timeout(LIMIT_MS);
  try {
    await converse(api, {
      agentId: process.argv[2] ?? "",
      onMessage: (message) => teller.message(message).forEach((entry) => console.log(entry)),
      onInterrupt: (interrupt) => console.log(teller.interrupt(interrupt)),
      signal: AbortSignal.any([timeout, interruptionSignal()]),
    });
  } catch (error) {
    // npm start says so.
    if (error instanceof Interrupted) return error.exitCode;
    if (timeout.aborted) throw new Failure(`The agent did not answer within ${elapsed(LIMIT_MS)}.`);
    const expected = [ApiError, BrokenStreamError, NoAnswerError].some((kind) => error instanceof kind);
    throw expected ? new Failure(/** @type {Error} */ (error).message) : error;
  }
  console.log(`\nAnswered in ${elapsed(performance.now() - start)}.`);
});
