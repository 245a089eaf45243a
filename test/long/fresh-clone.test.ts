/** The first commands of README in a clone where nothing has been set up. */
import { access, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { version } from "../../package.json";
import { Commands } from "../engine/support/commands";
import { copySources } from "../engine/support/own-checkout";

const commands = new Commands();
let clone: string;

beforeAll(async () => {
  clone = await mkdtemp(join(tmpdir(), "deepagents-clone-"));
  await copySources(clone);
});
afterAll(async () => {
  await commands.dispose();
  await rm(clone, { recursive: true, force: true });
});

async function run(file: string, ...args: string[]): Promise<string> {
  const env = { ...process.env, npm_config_prefer_offline: "true" };
  const { code, output } = await commands.run(file, args, { cwd: clone, env });
  expect({ code, output }).toEqual({ code: 0, output });
  return output;
}

it("npm pack makes both packages from the sources, and sets up no engine for that", async () => {
  expect(await run("npm", "pack", "--silent", "-w", "emulator")).toContain("Installing the dependencies");
  expect(await run("npm", "pack", "--silent")).not.toContain("Installing");
  const [provider, localServer] = ["pulumi-deepagents", "pulumi-deepagents-emulator"].map(
    (name) => `${name}-${version}.tgz`,
  );
  const held = (await run("tar", "-tzf", String(provider))).split("\n");
  expect(held).toEqual(
    expect.arrayContaining(
      ["dist/dynamic.js", "docs/semantics.md", "examples/ci/README.md"].map((path) => `package/${path}`),
    ),
  );
  expect(await run("tar", "-tzf", String(localServer))).toContain("package/dist/emulator/index.js\n");
  await expect(access(join(clone, ".engine", "bin"))).rejects.toMatchObject({ code: "ENOENT" });
});
