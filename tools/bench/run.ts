import { main } from "../../scripts/lib/main.js";
import { checkout } from "../../scripts/lib/root.js";
import { setUp } from "../../scripts/lib/setup/set-up.js";
import { bench } from "./main.ts";

await main(async () => {
  await setUp(checkout);
  await bench(checkout, process.argv.slice(2));
});
