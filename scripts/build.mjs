// @ts-check
// npm run build: dist from the sources, without what was built from sources that are gone. Needs the dependencies only.
import fs from "node:fs";
import path from "node:path";
import { Failure } from "./lib/failure.js";
import { main } from "./lib/main.js";
import { checkout } from "./lib/root.js";
import { build } from "./lib/setup/build.js";
import { withLock } from "./lib/setup/lock.js";

await main(async () => {
  if (!fs.existsSync(path.join(checkout.modules, "typescript"))) {
    throw new Failure("The dependencies are not installed: run npm ci first (or npm run setup, which builds as well).");
  }
  await withLock(checkout.lock, () => build(checkout));
});
