import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const ROOT = join(__dirname, "../../../emulator");

test("the emulator imports of the rest of the package only the schemas", () => {
  const outside = readdirSync(ROOT, { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".ts"))
    .flatMap((file) => [
      ...readFileSync(join(ROOT, file), "utf8").matchAll(/["'](?:\.\.\/)+(provider|sdk|cli)(\/[^"']*)?["']/g),
    ])
    .map(([, folder, rest]) => `${folder}${rest}`);
  expect(new Set(outside)).toEqual(new Set(["provider/schema/wire"]));
});
