import { execFile, execFileSync } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { type Emulator, startEmulator } from "../../emulator";
import { Project, REPOSITORY } from "./support/project";

const run = promisify(execFile);

interface PackedFile {
  readonly path: string;
}

let emulator: Emulator;
let project: Project;
let tarballs: string;
let packed: readonly PackedFile[];

beforeAll(async () => {
  emulator = await startEmulator({ strict: true });
  project = await Project.create({ emulator, secrets: { token: "secret-token" } });
  tarballs = await mkdtemp(join(tmpdir(), "deepagents-package-"));
  // The build is there already: `npm test` makes it first.
  const pack = ["pack", "--json", "--ignore-scripts", "--pack-destination", tarballs];
  const [tarball] = JSON.parse((await run("npm", pack, { cwd: REPOSITORY })).stdout) as [
    { readonly filename: string; readonly files: readonly PackedFile[] },
  ];
  packed = tarball.files;
  // A project as a user has it: the package from its tarball beside @pulumi/pulumi, nothing linked.
  await rm(join(project.dir, "node_modules"), { recursive: true });
  await writeFile(join(project.dir, "package.json"), '{ "name": "fresh", "main": "index.ts" }\n');
  const versions = await Promise.all(["@pulumi/pulumi", "typescript", "@types/node"].map(installedVersion));
  const install = [
    "install",
    "--prefer-offline",
    "--no-audit",
    "--no-fund",
    join(tarballs, tarball.filename),
    ...versions,
  ];
  await run("npm", install, { cwd: project.dir });
});

afterAll(async () => {
  await project.dispose();
  await rm(tarballs, { recursive: true });
  await emulator.close();
});

async function installedVersion(name: string): Promise<string> {
  const manifest = await readFile(join(REPOSITORY, "node_modules", name, "package.json"), "utf8");
  return `${name}@${(JSON.parse(manifest) as { version: string }).version}`;
}

it("holds the compiled code with types and licence, and no tests", () => {
  const paths = packed.map(({ path }) => path);
  expect(paths).toEqual(
    expect.arrayContaining([
      "LICENSE",
      "README.md",
      "dist/sdk/index.js",
      "dist/sdk/index.d.ts",
      "dist/dynamic.js",
      "dist/undici.js",
      "dist/emulator/index.d.ts",
      "dist/cli/main.js",
      "schemas/agent.schema.json",
    ]),
  );
  // Sources would be compiled with the user's settings.
  expect(paths.filter((path) => path.endsWith(".ts") && !path.endsWith(".d.ts"))).toEqual([]);
  expect(paths.filter((path) => /(^|\/)(test|tools|\.engine|\.local|examples)\//.test(path))).toEqual([]);
});

it("declares its arguments as plain interfaces: the declarations do not need zod", async () => {
  const declarations = packed.map(({ path }) => path).filter((path) => /^dist\/sdk\/.*\.d\.ts$/.test(path));
  const texts = await Promise.all(declarations.map((path) => readFile(join(REPOSITORY, path), "utf8")));
  expect(texts.join("\n")).toContain("interface AgentArgs");
  expect(texts.filter((text) => /zod|undici/.test(text))).toEqual([]);
});

describe("installed into a fresh project", () => {
  it("type-checks and deploys the quickstart", async () => {
    const program = await readFile(join(REPOSITORY, "examples", "quickstart", "index.ts"), "utf8");
    await rm(join(project.dir, "index.js"));
    await writeFile(join(project.dir, "index.ts"), program);
    await writeFile(
      join(project.dir, "tsconfig.json"),
      JSON.stringify({ compilerOptions: { strict: true, module: "node20", target: "es2023", noEmit: true } }),
    );
    await run(join(project.dir, "node_modules", ".bin", "tsc"), [], { cwd: project.dir });
    await project.configure({}, { mcpToken: "secret-token" });
    await project.up();
    expect(await project.outputs()).toMatchObject({ agentId: expect.any(String) as string });
    expect(await project.destroy()).toMatch(/- 4 deleted/);
  });

  it.each([
    ["node20", {}],
    ["commonjs", { moduleResolution: "node10", ignoreDeprecations: "6.0" }],
  ])("has types for the emulator too, with module %s", async (module, options) => {
    const compilerOptions = { strict: true, target: "es2022", noEmit: true, types: ["node"], module, ...options };
    const config = join(project.dir, "tsconfig.emulator.json");
    await writeFile(config, JSON.stringify({ compilerOptions, files: ["emulator.ts"] }));
    await writeFile(
      join(project.dir, "emulator.ts"),
      'import { startEmulator } from "pulumi-deepagents/emulator";\nexport const url: Promise<string> = startEmulator().then((e) => e.url);\n',
    );
    await run(join(project.dir, "node_modules", ".bin", "tsc"), ["-p", config], { cwd: project.dir });
    await rm(join(project.dir, "emulator.ts"));
  });

  it("refuses an unknown argument when it is compiled", async () => {
    await writeFile(
      join(project.dir, "wrong.ts"),
      'import * as deepagents from "pulumi-deepagents";\nnew deepagents.Agent("a", { sytemPrompt: "" });\n',
    );
    const tsc = run(join(project.dir, "node_modules", ".bin", "tsc"), [], { cwd: project.dir });
    await expect(tsc).rejects.toMatchObject({
      stdout: expect.stringMatching(/'sytemPrompt' does not exist.*AgentArgs/) as string,
    });
    await rm(join(project.dir, "wrong.ts"));
  });

  it("has the command and the emulator", async () => {
    const { stdout } = await run(join(project.dir, "node_modules", ".bin", "pulumi-deepagents"), ["--help"]);
    expect(stdout).toMatch(/emulator/);
    const script = `
      const { startEmulator } = require("pulumi-deepagents/emulator");
      startEmulator().then(async (emulator) => {
        const answer = await fetch(emulator.url + "/v1/deepagents/agents", { headers: { "x-api-key": emulator.apiKey } });
        console.log(answer.status);
        await emulator.close();
      });`;
    expect(execFileSync(process.execPath, ["-e", script], { cwd: project.dir, encoding: "utf8" }).trim()).toBe("200");
  });
});
