import fs from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import type { Paths } from "./bootstrap/paths.js";

/** npm run schemas: the JSON schemas in schemas/, from the zod schemas that check the same files. */
export function schemas(paths: Paths): Promise<void> {
  const folder = path.join(paths.root, "schemas");
  const { schemaFiles } = createRequire(path.join(paths.dist, "index.js"))(
    "./provider/schema/published-schemas.js",
  ) as typeof import("../provider/schema/published-schemas.ts");
  fs.rmSync(folder, { recursive: true, force: true });
  fs.mkdirSync(folder);
  for (const [name, text] of Object.entries(schemaFiles())) {
    fs.writeFileSync(path.join(folder, name), text);
  }
  return Promise.resolve();
}
