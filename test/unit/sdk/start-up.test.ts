import { execFileSync } from "node:child_process";
import { join } from "node:path";

it("a program that imports the package loads no schemas, client, parsers or server", () => {
  const script = `
    require(${JSON.stringify(join(__dirname, "../../../dist/sdk/index.js"))});
    console.log(JSON.stringify(Object.keys(require.cache)));`;
  const loaded = JSON.parse(execFileSync(process.execPath, ["-e", script], { encoding: "utf8" })) as string[];
  expect(loaded.some((file) => file.endsWith(join("sdk", "agent.js")))).toBe(true);
  expect(
    loaded.filter((file) =>
      /node_modules\/(zod|undici|hono|yaml|jsonc-parser)\/|dist\/(emulator|cli|provider\/project)\//.test(file),
    ),
  ).toEqual([]);
});
