// @ts-check
// npm run schemas: the JSON schemas in schemas/, from the zod schemas that check the same files.
import fs from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { main } from "./lib/main.js";
import { checkout } from "./lib/root.js";
import { build } from "./lib/setup/build.js";
import { withLock } from "./lib/setup/lock.js";

const require = createRequire(import.meta.url);

await main(async () => {
  await withLock(checkout.lock, () => build(checkout));
  const folder = path.join(checkout.root, "schemas");
  /** @type {{ schemaFiles: () => Record<string, string> }} */
  const { schemaFiles } = require(path.join(checkout.root, "dist/provider/inputs/project-files.js"));
  fs.rmSync(folder, { recursive: true, force: true });
  fs.mkdirSync(folder);
  for (const [name, text] of Object.entries(schemaFiles())) fs.writeFileSync(path.join(folder, name), text);
});
