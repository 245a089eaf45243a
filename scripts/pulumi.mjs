// @ts-check
// npm run pulumi -- ARGS: the checkout's engine on the checkout's own stacks.
import path from "node:path";
import { stackEnvironment, usesOwnBackend } from "./lib/environment.js";
import { main } from "./lib/main.js";
import { passThrough } from "./lib/processes.js";
import { leavesStackOpen, listStacks, stackToUse } from "./lib/quickstart/selection.js";
import { checkout } from "./lib/root.js";
import { setUp } from "./lib/setup/set-up.js";

await main(async () => {
  await setUp(checkout);
  const args = process.argv.slice(2);
  const env = stackEnvironment(checkout);
  if (usesOwnBackend() && env["PULUMI_STACK"] === undefined && leavesStackOpen(args)) {
    const stacks = await listStacks(checkout, env);
    const stack = stacks && stackToUse(stacks);
    if (stack !== undefined) env["PULUMI_STACK"] = stack;
  }
  return passThrough(path.join(checkout.bin, "pulumi"), args, { env });
});
