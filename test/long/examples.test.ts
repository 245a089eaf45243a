/**
 * Every example as a newcomer meets it: its folder copied out of the package, and what its README says typed to the
 * letter, from `npm install` to the clean-up. They all use one local server and one workspace of it.
 */
import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { cp, mkdtemp, readdir, readFile, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { parse } from "yaml";
import { DEFAULT_API_KEY } from "../../emulator/context";
import { callApi } from "../engine/support/api";
import { packBoth, type Tarball } from "../engine/support/packages";
import { REPOSITORY } from "../engine/support/project";
import { type Block, blocksIn, missingIn } from "../engine/support/readme";
import { Terminals } from "../engine/support/terminals";

const run = promisify(execFile);

/** In this order: a product refers to the platform, and the workflow is for the environments. */
const EXAMPLES = [
  "notes-server",
  "quickstart",
  "platform",
  "product",
  "from-directory",
  "gated-release",
  "multi-environment",
  "ci",
  "automation",
  "unit-tested",
];
const DEPLOYED = EXAMPLES.filter((example) => existsSync(join(REPOSITORY, "examples", example, "Pulumi.yaml")));
const CLEAN_UP = "Clean up";

interface Workflow {
  readonly jobs: Readonly<Record<string, { readonly steps: readonly { readonly run?: string }[] }>>;
}

let home: string;
let packed: string;
let tarballs: Record<string, Tarball>;
let terminals: Terminals;

beforeAll(async () => {
  // The real path: macOS keeps its temporary folder behind a link.
  home = await realpath(await mkdtemp(join(tmpdir(), "deepagents-examples-")));
  const { provider, localServer } = await packBoth(home);
  tarballs = { "pulumi-deepagents": provider, "pulumi-deepagents-emulator": localServer };
  await run("tar", ["-xzf", provider.file, "-C", home, "package/examples"]);
  packed = join(home, "package", "examples");
  terminals = await Terminals.create(home);
});
afterAll(async () => {
  await terminals.dispose();
  await rm(home, { recursive: true, force: true });
});

const copyOf = (example: string): string => join(home, "copies", example);

/** Copies an example, and has it take the packages from their tarballs instead of the registry. */
async function copy(example: string): Promise<void> {
  await cp(join(packed, example), copyOf(example), { recursive: true });
  const file = join(copyOf(example), "package.json");
  const text = await readFile(file, "utf8");
  const changed = Object.entries(tarballs).reduce(
    (json, [name, tarball]) => json.replace(new RegExp(`("${name}": )"[^"]*"`), `$1"file:${tarball.file}"`),
    text,
  );
  await writeFile(file, changed);
}

async function blocksOf(example: string): Promise<Block[]> {
  return blocksIn(await readFile(join(packed, example, "README.md"), "utf8"));
}

/** Types the blocks in `folder`, and compares what they print with what the page says. */
async function follow(folder: string, blocks: readonly Block[]): Promise<void> {
  let printed = "";
  for (const block of blocks) {
    if (block.language === "sh") {
      printed = await terminals.type(folder, block);
    } else {
      expect({ missing: missingIn(printed, block), printed }).toEqual({ missing: [], printed });
    }
  }
}

/** The local server that the first of the pages has started. */
function server() {
  return { url: terminals.urlOf("http://127.0.0.1:8123"), apiKey: DEFAULT_API_KEY };
}

async function namesOf(what: "agents" | "mcp-servers"): Promise<string[]> {
  const answer = (await callApi(server(), "GET", `/${what}?page_size=100`)) as { name: string }[] | { items: [] };
  const items: { name: string }[] = Array.isArray(answer) ? answer : answer.items;
  return items.map(({ name }) => name).sort();
}

it("knows every example", async () => {
  expect((await readdir(packed)).sort()).toEqual([...EXAMPLES].sort());
});

it.each([
  ["a command that fails", /ended with 1/, ["false", "true"]],
  ["one that was to fail and does not", /this was to fail/, ["true    # fails"]],
  ["a server that nothing has started", /nothing has been started/, ["curl http://127.0.0.1:8124"]],
])("notices %s", async (_, message, lines) => {
  const folder = await mkdtemp(join(home, "notices-"));
  await expect(follow(folder, [{ section: "Deploy", language: "sh", lines }])).rejects.toThrow(message);
});

it("notices what is not printed", async () => {
  const folder = await mkdtemp(join(home, "notices-"));
  const typed: Block = { section: "Deploy", language: "sh", lines: ["echo 3 of 3 went well", "false    # fails"] };
  await follow(folder, [typed, { section: "Deploy", language: "text", lines: ["… of 3  went well"] }]);
  const wrong: Block = { section: "Deploy", language: "text", lines: ["2 of 3 went well"] };
  await expect(follow(folder, [typed, wrong])).rejects.toThrow(/2 of 3 went well/);
});

// One story: each step goes on from what the ones before left.
describe("with its README", () => {
  it.each(EXAMPLES.filter((example) => example !== "ci"))("%s can be followed in a copy", async (example) => {
    await copy(example);
    const blocks = await blocksOf(example);
    expect(blocks.length).toBeGreaterThan(0);
    await follow(
      copyOf(example),
      blocks.filter(({ section }) => section !== CLEAN_UP),
    );
  });

  it("ci can be followed in the copy of multi-environment, where the workflow's commands work", async () => {
    await cp(join(packed, "ci"), copyOf("ci"), { recursive: true });
    const folder = copyOf("multi-environment");
    await follow(folder, await blocksOf("ci"));
    const workflow = parse(await readFile(join(folder, ".github/workflows/agents.yml"), "utf8")) as Workflow;
    const steps = Object.values(workflow.jobs).flatMap((job) => job.steps);
    // Both jobs begin alike.
    const commands = [...new Set(steps.flatMap((step) => step.run ?? []))];
    expect(commands).toContain("npm ci");
    // What secrets and the matrix give there.
    const given = `export STACK=dev LANGSMITH_API_KEY=${DEFAULT_API_KEY} LANGSMITH_ENDPOINT=http://127.0.0.1:8123`;
    await follow(folder, [{ section: "the workflow", language: "sh", lines: [given, ...commands] }]);
  });

  it("all of them are in one workspace then", async () => {
    expect(await namesOf("mcp-servers")).toEqual(
      ["notes", "notes-dev", "platform-notes", "released-notes", "report-notes"].sort(),
    );
  });

  it.each(DEPLOYED.reverse())("%s can be taken down again", async (example) => {
    const blocks = (await blocksOf(example)).filter(({ section }) => section === CLEAN_UP);
    expect(blocks).toHaveLength(1);
    await follow(copyOf(example), blocks);
  });

  it("nothing is left on the server", async () => {
    expect([await namesOf("agents"), await namesOf("mcp-servers")]).toEqual([[], []]);
  });

  it("no key and no token was printed", () => {
    for (const secret of [DEFAULT_API_KEY, "notes-token"]) {
      expect(terminals.printed.includes(secret)).toBe(false);
    }
  });
});
