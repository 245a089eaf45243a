/** `npm start` and the commands that it names, as a user meets them after set-up. */
import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { DEFAULT_API_KEY } from "../../emulator/context";
import { callApi } from "./support/api";
import { OwnCheckout } from "./support/own-checkout";
import { filesBelow } from "./support/project";

let checkout: OwnCheckout;
/** Everything that any command printed. */
let printed = "";

beforeAll(async () => {
  checkout = await OwnCheckout.create();
});
afterAll(() => checkout.dispose());

async function npm(...args: string[]): Promise<string> {
  const { code, output } = await checkout.npm(...args);
  printed += output;
  if (code !== 0) {
    throw new Error(`npm ${args.join(" ")} ended with ${String(code)}:\n${output}`);
  }
  return output;
}

/** What the summary calls `agent id`, `revision` and `MCP server id`. */
function deployed(output: string): Record<string, string | undefined> {
  const value = (label: string) => new RegExp(`^ {2}${label} +(\\S+)$`, "m").exec(output)?.[1];
  return { agentId: value("agent id"), revision: value("revision"), mcpServerId: value("MCP server id") };
}

/** The conversation that was told, on one line. What the note says is known to the notes server only. */
const CONVERSATION = [
  'you Where can guests park? Please use search_notes with {"query": "parking"}.',
  'agent calls search_notes {"query":"parking"}',
  "tool search_notes answered: note-1: Guest parking is on level 2. The reception desk has the code of the gate.",
  "agent search_notes said: note-1: Guest parking is on level 2. The reception desk has the code of the gate.",
  "Answered in ",
].join(" ");

function onOneLine(output: string): string {
  return output.replace(/\s+/g, " ");
}

/** Where the notes server is, or was. */
async function notesUrl(): Promise<string> {
  const settings = await readFile(join(checkout.root, "Pulumi.local.yaml"), "utf8");
  return /deepagents-quickstart:mcpUrl: (\S+)/.exec(settings)?.[1] ?? "";
}

let first: ReturnType<typeof deployed>;

// One after the other, on one checkout: each of them stands on what the ones before left.
it("deploys the quickstart, and installs and builds nothing that is there", async () => {
  const output = await npm("start");
  expect(output).toMatch(/^Deployed in /m);
  first = deployed(output);
  expect(first).toEqual({
    agentId: expect.stringMatching(/\S{8}/) as string,
    revision: expect.stringMatching(/\S{8}/) as string,
    mcpServerId: expect.stringMatching(/\S{8}/) as string,
  });
  expect(output).not.toMatch(/Bringing|Installing|Downloading|Building/);
  expect(onOneLine(output)).toContain(CONVERSATION);
});

it("leaves no server behind", async () => {
  await expect(fetch(await notesUrl())).rejects.toThrow("fetch failed");
});

it("the second time reports that nothing changed", async () => {
  const output = await npm("start");
  expect(output).toMatch(/^Unchanged \(/m);
  expect(deployed(output)).toEqual(first);
  expect(onOneLine(output)).toContain(CONVERSATION);
});

describe("with the local server and the notes server running", () => {
  let server: Awaited<ReturnType<OwnCheckout["server"]>>;
  let notes: Awaited<ReturnType<OwnCheckout["server"]>>;

  beforeAll(async () => {
    server = await checkout.server();
    notes = await checkout.server("notes-server");
  });
  afterAll(() => Promise.all([server.stop(), notes.stop()]));

  it("npm start uses the servers that run already", async () => {
    expect(notes.url).toBe(await notesUrl());
    const output = await npm("start");
    expect(output).toContain(`Using the local server that runs already: ${server.url}`);
    expect(output).toContain(`Using the notes server that runs already: ${notes.url}`);
    expect(output).toMatch(/^Unchanged \(/m);
    expect(onOneLine(output)).toContain(CONVERSATION);
  });

  it("finds no thread of the conversations", async () => {
    const local = { url: server.url, apiKey: DEFAULT_API_KEY };
    for (const testRun of [true, false]) {
      const path = `/threads?agent_id=${first["agentId"] ?? ""}&test_run=${String(testRun)}`;
      expect(await callApi(local, "GET", path)).toMatchObject({ threads: [] });
    }
  });

  it("previews no change, with the stack selected or not", async () => {
    expect(await npm("run", "pulumi", "--", "preview", "--non-interactive")).toMatch(/\b4 unchanged/);
    await checkout.remove(".engine", "home");
    expect(await npm("run", "pulumi", "--", "preview", "--non-interactive")).toMatch(/\b4 unchanged/);
  });
});

it("says what to do when the conversation fails, here for a wrong header", async () => {
  const program = join(checkout.root, "examples", "quickstart", "index.ts");
  const text = await readFile(program, "utf8");
  await writeFile(program, text.replace("`Bearer ${", "`Wrong ${"));
  const { code, output } = await checkout.npm("start");
  printed += output;
  await writeFile(program, text);
  expect(code).toBe(1);
  const told = onOneLine(output);
  expect(told).toMatch(/tool search_notes failed: .* 401: the Authorization header is missing or wrong/);
  expect(told).toContain("Look at url and headers of the McpServer in examples/quickstart/index.ts.");
  expect(told).toContain("The agent is deployed, but the conversation with it failed");
  expect(told).not.toContain("What to try next");
  await expect(fetch(await notesUrl())).rejects.toThrow("fetch failed");
});

it("deploys again what the server no longer has", async () => {
  await checkout.remove(".local", "emulator");
  const output = await npm("start");
  expect(output).toMatch(/^Deployed in /m);
  expect(deployed(output)["agentId"]).not.toBe(first["agentId"]);
});

it("takes everything down again", async () => {
  const server = await checkout.server();
  try {
    expect(await npm("run", "pulumi", "--", "destroy", "--yes")).toMatch(/- 4 deleted/);
    const headers = { "X-Api-Key": DEFAULT_API_KEY };
    const agents = await fetch(`${server.url}/v1/deepagents/agents`, { headers });
    expect(await agents.json()).toMatchObject({ items: [] });
  } finally {
    // Throws where a SIGTERM to npm leaves something behind.
    await server.stop();
  }
});

it("never printed a secret, nor left one readable", async () => {
  const token = (
    await npm("run", "--silent", "pulumi", "--", "config", "get", "deepagents-quickstart:mcpToken")
  ).trim();
  expect(token).toMatch(/^demo-/);
  const before = printed.slice(0, printed.lastIndexOf(token));
  expect(before).not.toContain(token);
  expect(before).not.toContain(DEFAULT_API_KEY);
  const kept = await filesBelow(join(checkout.root, ".local", "state"));
  expect(kept.filter(([, text]) => text.includes(token)).map(([file]) => file)).toEqual([]);
});

it("kept everything in the checkout: only npm wrote to the user's home", async () => {
  const home = await readdir(checkout.home);
  expect(home.filter((name) => name !== ".npm")).toEqual([]);
});
