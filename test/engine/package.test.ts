import { execFile, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { promisify } from "node:util";
import { version } from "../../package.json";
import { type Emulator, startEmulator } from "../../emulator/index";
import { install, packBoth, type Tarball } from "./support/packages";
import { Project, REPOSITORY } from "./support/project";

const run = promisify(execFile);

let emulator: Emulator;
let project: Project;
let tarballs: string;
let provider: Tarball;
let localServer: Tarball;

beforeAll(async () => {
  emulator = await startEmulator({ strict: true });
  project = await Project.create({ emulator, secrets: { token: "secret-token" } });
  tarballs = await mkdtemp(join(tmpdir(), "deepagents-package-"));
  ({ provider, localServer } = await packBoth(tarballs));
  // A project as a user has it: the package from its tarball beside @pulumi/pulumi, nothing linked.
  await rm(join(project.dir, "node_modules"), { recursive: true });
  await writeFile(join(project.dir, "package.json"), '{ "name": "fresh", "main": "index.ts" }\n');
  const versions = await Promise.all(["@pulumi/pulumi", "typescript", "@types/node"].map(installedVersion));
  await install(project.dir, provider, ...versions);
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

/** An installed package's command. */
const bin = (folder: string, name: string): string => join(folder, "node_modules", ".bin", name);

/** Starts a command in `folder` that runs the local server, asks that for the agents, and ends it. */
async function askServer(folder: string, name: string, ...args: string[]): Promise<number> {
  const options = ["--port", "0", "--data", join(folder, "data"), "--api-key", "demo-key"];
  const child = spawn(bin(folder, name), [...args, ...options], { cwd: folder, stdio: ["ignore", "pipe", "inherit"] });
  const closed = once(child, "close");
  const failed = closed.then(() => Promise.reject(new Error(`${name} ended before it listened`)));
  failed.catch(() => undefined);
  try {
    const listens = once(createInterface({ input: child.stdout }), "line") as Promise<[string]>;
    const [line] = await Promise.race([listens, failed]);
    const url = `${line.replace("listening on ", "")}/v1/deepagents/agents`;
    return (await fetch(url, { headers: { "x-api-key": "demo-key" } })).status;
  } finally {
    child.kill();
    await closed;
  }
}

describe.each([
  {
    name: "pulumi-deepagents",
    tarball: () => provider,
    has: [
      "dist/sdk/index.js",
      "dist/sdk/index.d.ts",
      "dist/dynamic.js",
      "dist/undici.js",
      "dist/cli/main.js",
      "schemas/agent.schema.json",
    ],
    folders: ["dist/cli", "dist/provider", "dist/sdk", "schemas"],
  },
  {
    name: "pulumi-deepagents-emulator",
    tarball: () => localServer,
    has: ["dist/emulator/index.js", "dist/emulator/index.d.ts", "dist/emulator/main.js", "dist/provider/wire/agent.js"],
    folders: ["dist/emulator", "dist/provider/helpers", "dist/provider/wire"],
  },
])("the package $name", ({ tarball, has, folders }) => {
  it("holds the compiled code with types, README and licence, and no tests", () => {
    const { paths } = tarball();
    expect(paths).toEqual(expect.arrayContaining(["LICENSE", "README.md", "package.json", ...has]));
    // Sources would be compiled with the user's settings; those of examples are for copying.
    const sources = paths.filter((path) => path.endsWith(".ts") && !path.endsWith(".d.ts"));
    expect(sources.filter((path) => !path.startsWith("examples/"))).toEqual([]);
    expect(paths.filter((path) => /(^|\/)(test|tools|node_modules|\.engine|\.local)\//.test(path))).toEqual([]);
  });

  it("holds what its README links to", async () => {
    const { file, paths } = tarball();
    const { stdout: readme } = await run("tar", ["-xzOf", file, "package/README.md"]);
    const links = [...readme.matchAll(/\]\(([^)#\s]+)/g)].map(([, link = ""]) => link);
    const missing = links.filter((link) => !/^[a-z]+:/.test(link) && !paths.includes(link));
    expect(missing).toEqual([]);
  });

  it("holds no file that git ignores", async () => {
    const { stdout } = await run("git", ["ls-files", "-co", "--exclude-standard"], { cwd: REPOSITORY });
    const sources = new Set(stdout.split("\n"));
    const copied = tarball().paths.filter((path) => /^(docs|examples)\//.test(path));
    expect(copied.filter((path) => !sources.has(path))).toEqual([]);
  });

  it("holds no folder that belongs to the other one", () => {
    const inFolders = tarball().paths.filter((path) => /^(schemas|dist\/[^/]+)\//.test(path));
    expect(inFolders.filter((path) => !folders.some((folder) => path.startsWith(`${folder}/`)))).toEqual([]);
  });
});

it("declares its arguments as plain interfaces: the declarations do not need zod", async () => {
  const declarations = provider.paths.filter((path) => /^dist\/sdk\/.*\.d\.ts$/.test(path));
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

  it("has the command, which says how to install the local server", async () => {
    const { stdout } = await run(bin(project.dir, "pulumi-deepagents"), ["--help"]);
    expect(stdout).toMatch(/emulator/);
    const command = run(bin(project.dir, "pulumi-deepagents"), ["emulator"], { cwd: project.dir });
    await expect(command).rejects.toMatchObject({
      code: 1,
      stderr: `error: the local server is a separate package, which is not installed. Run: npm install --save-dev pulumi-deepagents-emulator@${version}\n`,
    });
  });
});

describe("installed beside the local server", () => {
  beforeAll(() => install(project.dir, localServer));

  it.each([
    ["node20", {}],
    ["commonjs", { moduleResolution: "node10", ignoreDeprecations: "6.0" }],
  ])("has types with module %s", async (module, options) => {
    const compilerOptions = { strict: true, target: "es2022", noEmit: true, types: ["node"], module, ...options };
    const config = join(project.dir, "tsconfig.emulator.json");
    await writeFile(config, JSON.stringify({ compilerOptions, files: ["emulator.ts"] }));
    await writeFile(
      join(project.dir, "emulator.ts"),
      'import { startEmulator } from "pulumi-deepagents-emulator";\n' +
        "export const url: Promise<string> = startEmulator().then((emulator) => emulator.url);\n",
    );
    await run(join(project.dir, "node_modules", ".bin", "tsc"), ["-p", config], { cwd: project.dir });
    await rm(join(project.dir, "emulator.ts"));
  });

  it("starts the emulator from a program", () => {
    const script = `
      const { startEmulator } = require("pulumi-deepagents-emulator");
      startEmulator().then(async (emulator) => {
        const answer = await fetch(emulator.url + "/v1/deepagents/agents", { headers: { "x-api-key": emulator.apiKey } });
        console.log(answer.status);
        await emulator.close();
      });`;
    expect(execFileSync(process.execPath, ["-e", script], { cwd: project.dir, encoding: "utf8" }).trim()).toBe("200");
  });

  it("starts the emulator with the command", async () => {
    expect(await askServer(project.dir, "pulumi-deepagents", "emulator")).toBe(200);
  });

  it("refuses an emulator of another version", async () => {
    const manifest = join(project.dir, "node_modules", "pulumi-deepagents-emulator", "package.json");
    const text = await readFile(manifest, "utf8");
    await writeFile(manifest, text.replace(`"version": "${version}"`, '"version": "0.0.9"'));
    const command = run(bin(project.dir, "pulumi-deepagents"), ["emulator"], { cwd: project.dir });
    await expect(command).rejects.toMatchObject({
      code: 1,
      stderr: `error: pulumi-deepagents is ${version}, but pulumi-deepagents-emulator is 0.0.9, and both must have the same version. Run: npm install --save-dev pulumi-deepagents-emulator@${version}\n`,
    });
    await writeFile(manifest, text);
  });
});

describe("the local server installed alone", () => {
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "deepagents-emulator-alone-"));
    await writeFile(join(folder, "package.json"), '{ "name": "alone" }\n');
    await install(folder, localServer);
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it("brings neither Pulumi nor the provider", async () => {
    const installed = await readdir(join(folder, "node_modules"));
    expect(installed.filter((name) => /pulumi/.test(name))).toEqual(["pulumi-deepagents-emulator"]);
  });

  it("explains its command, and starts and answers", async () => {
    const { stdout } = await run(bin(folder, "pulumi-deepagents-emulator"), ["--help"]);
    expect(stdout).toContain("Usage: pulumi-deepagents-emulator ");
    expect(await askServer(folder, "pulumi-deepagents-emulator")).toBe(200);
  });
});
