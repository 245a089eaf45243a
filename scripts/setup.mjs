// @ts-check
// npm run setup [-- --engine path|npm|go]: everything that the other commands need, and nothing else.
import { parseArgs } from "node:util";
import { main } from "./lib/main.js";
import { checkout } from "./lib/root.js";
import { readStamp } from "./lib/setup/engine.js";
import { setUp, wayName } from "./lib/setup/set-up.js";
import { elapsed } from "./lib/steps.js";

await main(async () => {
  const start = performance.now();
  const { values } = parseArgs({ options: { engine: { type: "string" } } });
  await setUp(checkout, values.engine === undefined ? {} : { engine: wayName(values.engine) });
  const engine = readStamp(checkout);
  console.error(`Ready in ${elapsed(performance.now() - start)}: Pulumi ${engine?.version} in .engine/bin.`);
});
