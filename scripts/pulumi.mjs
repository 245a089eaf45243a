// @ts-check
// npm run pulumi -- ARGS: the checkout's engine on the checkout's own stacks.
import path from "node:path";
import { stackEnvironment } from "./lib/environment.js";
import { main } from "./lib/main.js";
import { passThrough } from "./lib/processes.js";
import { checkout } from "./lib/root.js";
import { setUp } from "./lib/setup/set-up.js";

await main(async () => {
  await setUp(checkout);
  return passThrough(path.join(checkout.bin, "pulumi"), process.argv.slice(2), { env: stackEnvironment(checkout) });
});
