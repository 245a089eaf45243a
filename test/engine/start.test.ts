/** `npm start` and the commands that it names, as a user meets them after set-up. */
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { DEFAULT_API_KEY } from "../../emulator/auth";
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
  if (code !== 0) throw new Error(`npm ${args.join(" ")} ended with ${String(code)}:\n${output}`);
  return output;
}

/** What the summary calls `agent id`, `revision` and `MCP server id`. */
function deployed(output: string): Record<string, string | undefined> {
  const value = (label: string) => new RegExp(`^ {2}${label} +(\\S+)$`, "m").exec(output)?.[1];
  return { agentId: value("agent id"), revision: value("revision"), mcpServerId: value("MCP server id") };
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
});

it("the second time reports that nothing changed", async () => {
  const output = await npm("start");
  expect(output).toMatch(/^Unchanged \(/m);
  expect(deployed(output)).toEqual(first);
});

describe("with the local server running", () => {
  let server: Awaited<ReturnType<OwnCheckout["server"]>>;

  beforeAll(async () => {
    server = await checkout.server();
  });
  afterAll(() => server.stop());

  it("uses that server", async () => {
    const output = await npm("start");
    expect(output).toContain(`Using the local server that runs already: ${server.url}`);
    expect(output).toMatch(/^Unchanged \(/m);
  });

  it("previews no change, with the stack selected or not", async () => {
    expect(await npm("run", "pulumi", "--", "preview", "--non-interactive")).toMatch(/\b4 unchanged/);
    await checkout.remove(".engine", "home");
    expect(await npm("run", "pulumi", "--", "preview", "--non-interactive")).toMatch(/\b4 unchanged/);
  });
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
