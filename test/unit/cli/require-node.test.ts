/** Both compiled commands on a Node.js that says it is too old. */
import { spawnSync } from "node:child_process";
import { join } from "node:path";

const ROOT = join(__dirname, "../../..");
const OLD = 'Object.defineProperty(process, "versions", { value: { ...process.versions, node: "20.1.0" } });';

it.each([
  ["pulumi-deepagents", "dist/cli/main.js"],
  ["pulumi-deepagents-emulator", "emulator/dist/emulator/main.js"],
])("%s says in one line that Node.js is too old, and exits with 1", (name, main) => {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ["-e", `${OLD} require(${JSON.stringify(join(ROOT, main))});`],
    { encoding: "utf8" },
  );
  expect({ status, stdout, stderr }).toEqual({
    status: 1,
    stdout: "",
    stderr: `error: ${name} needs Node.js 22.19.0 or newer, and this is 20.1.0: put a newer Node.js first on your PATH\n`,
  });
});
