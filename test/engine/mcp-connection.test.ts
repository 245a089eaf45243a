/** OAuth from the program to a tool call, with a person who opens the URL that `pulumi up` prints. */
import { type Emulator, startEmulator } from "../../emulator/index";
import { type NotesServer, startNotesServer } from "../unit/emulator/mcp-server";
import { decide } from "../unit/emulator/oauth-support";
import { callApi } from "./support/api";
import { Project } from "./support/project";
import { requestsTo } from "./support/server-state";

const DAY = 24 * 60 * 60_000;

let emulator: Emulator;
let notes: NotesServer[];
let project: Project;
let time = Date.now();
/** Tokens and codes that went between the servers, and what makes a URL one person's: none of it may be kept. */
const canaries: string[] = [];

beforeAll(async () => {
  const realFetch = fetch;
  jest.spyOn(globalThis, "fetch").mockImplementation(async (...request) => {
    const response = await realFetch(...request);
    if (request[0] instanceof URL && request[0].pathname.endsWith("/token")) {
      const tokens = (await response.clone().json()) as Record<string, string>;
      canaries.push(...[tokens.access_token, tokens.refresh_token].filter((token) => token !== undefined));
    }
    return response;
  });
  emulator = await startEmulator({ strict: true, now: () => time });
  notes = await Promise.all([1, 2].map(() => startNotesServer({ issuer: emulator.url })));
  project = await Project.create({ emulator });
});
afterAll(async () => {
  jest.restoreAllMocks();
  await project.dispose();
  await emulator.close();
  await Promise.all(notes.map((server) => server.close()));
});

/** One server of each OAuth mode, an agent with a tool of both, and what the program sees of them. */
const program = (how: string): string => `
  const server = (name, url, settings) => new deepagents.McpServer(name, { url, authType: "oauth", ...settings });
  const own = server("own", "${String(notes[0]?.url)}", { oauthMode: "per_user_dynamic_client" });
  const shared = server("shared", "${String(notes[1]?.url)}", {
    oauthMode: "legacy_shared_provider",
    oauthProviderId: "7f4d7c53-4a7e-4e9d-8f4c-0d5a6b1c2d3e",
  });
  const access = [own, shared].map((mcpServer, index) =>
    new deepagents.McpConnection(["own", "shared"][index], { mcpServer, scopes: ["notes"], ${how} }));
  const assistant = new deepagents.Agent("assistant", {
    tools: [{ name: "search_notes", mcpServer: own }, { name: "delete_note", mcpServer: shared }],
  }, { dependsOn: access });
  exports.agentId = assistant.id;
  exports.status = access.map(({ status }) => status);
  exports.urls = access.map(({ authorizationUrl }) => authorizationUrl);
`;

/** Every URL that was printed for a person so far. */
const urlsIn = (output: string): string[] => [
  ...new Set([...output.matchAll(/ at (http\S+authorize\?\S+)\s/g)].map(([, url]) => String(url))),
];

/** Opens the page and approves. Takes note of what is only for that person and the servers. */
async function approve(url: string): Promise<void> {
  const page = await decide(url, "approve");
  expect(await page.text()).toContain("Access granted");
  const code = new URL(page.url).searchParams.get("code");
  canaries.push(String(code), String(new URL(url).searchParams.get("state")));
}

/** `pulumi up` beside a person who approves what is printed, as soon as it is. */
async function upBesideAPerson(): Promise<string> {
  const { process, result } = project.start("up", "--yes", "--skip-preview");
  const asked = new Set<string>();
  const approvals: Promise<void>[] = [];
  let printed = "";
  process.stdout?.on("data", (chunk: Buffer) => {
    printed += chunk.toString();
    for (const url of urlsIn(printed).filter((one) => !asked.has(one))) {
      asked.add(url);
      approvals.push(approve(url));
    }
  });
  const { code, output } = await result;
  await Promise.all(approvals);
  expect({ code, output: code === 0 ? "" : output }).toEqual({ code: 0, output: "" });
  return output;
}

const writes = (): string[] => requestsTo(emulator).filter((request) => !request.startsWith("GET"));

/** What the state has of both connections. */
async function states(): Promise<(Readonly<Record<string, unknown>> | undefined)[]> {
  const all = await project.resources();
  return all.filter(({ type }) => type.endsWith(":McpConnection")).map(({ outputs }) => outputs);
}

const statuses = async (): Promise<unknown[]> => (await states()).map((outputs) => outputs?.status);

async function useTool(): Promise<string> {
  const agent_id = (await project.outputs()).agentId;
  const { id } = (await callApi(emulator, "POST", "/threads", { agent_id })) as { id: string };
  const response = await fetch(`${emulator.url}/v1/deepagents/threads/${id}/runs/stream`, {
    method: "POST",
    headers: { "x-api-key": emulator.apiKey, "content-type": "application/json" },
    body: JSON.stringify({
      agent_id,
      input: { messages: [{ role: "user", content: 'use search_notes {"query":"tea"}' }] },
    }),
  });
  return response.text();
}

// One story: each step goes on from the state that the one before left.
describe("a stack with connections in both OAuth modes", () => {
  it("is previewed without asking anybody", async () => {
    await project.write(program("waitSeconds: 60"));
    expect(await project.preview()).toMatch(/\+ .*McpConnection own create/);
    expect(writes()).toEqual([]);
  });

  it("waits until a person approves at the URLs that it prints; the agent can call its tools then", async () => {
    expect(urlsIn(await upBesideAPerson())).toHaveLength(2);
    expect(await statuses()).toEqual(["COMPLETED", "COMPLETED"]);
    for (const { url } of notes) {
      const tools = await callApi(emulator, "GET", `/mcp/tools?url=${encodeURIComponent(url)}`);
      expect(tools).toMatchObject({ tools: [{ name: "search_notes" }, { name: "delete_note" }] });
    }
    expect(await useTool()).toContain("1 note about tea");
    expect(await project.preview("--expect-no-changes")).toMatch(/unchanged/);
  });

  it("finds on a refresh that what was granted has expired, and says in a preview what will happen", async () => {
    time += 31 * DAY;
    const refreshed = await project.refresh();
    expect(refreshed).toContain("own: the access that was granted has expired");
    expect(await statuses()).toEqual(["TOKEN_EXPIRED", "TOKEN_EXPIRED"]);
    requestsTo(emulator);
    const preview = await project.preview();
    expect(preview).toMatch(/~ .*McpConnection own update/);
    expect(preview).toContain("`pulumi up` checks again and asks a person if necessary");
    expect(writes()).toEqual([]);
  });

  it("goes on where nobody approves, prints where to do it, and keeps that as a secret", async () => {
    await project.write(program(""));
    const output = await project.up();
    const urls = urlsIn(output);
    expect(urls).toHaveLength(2);
    expect(output).toContain("shared: access is not approved yet, so the server's tools cannot be called");
    expect(await project.outputs()).toMatchObject({
      status: ["PENDING", "PENDING"],
      urls: ["[secret]", "[secret]"],
    });
    expect((await project.outputs("--show-secrets")).urls).toEqual(expect.arrayContaining(urls));
    await Promise.all(urls.map(approve));
  });

  it("finds what was approved in the meantime, and asks nobody", async () => {
    expect(urlsIn(await project.up())).toEqual([]);
    expect(await statuses()).toEqual(["COMPLETED", "COMPLETED"]);
    for (const outputs of await states()) {
      expect(outputs).not.toHaveProperty("authorizationUrl");
    }
  });

  it("fails where the program wants that, within the bound, and the next update goes on from there", async () => {
    time += 31 * DAY;
    await project.write(program('waitSeconds: 2, onPending: "fail"'));
    const output = await project.fail("up", "--yes", "--skip-preview", "--refresh");
    expect(output).toContain("* access is not approved yet, so the server's tools cannot be called");
    await Promise.all(urlsIn(output).map(approve));
    await project.up();
    expect(await statuses()).toEqual(["COMPLETED", "COMPLETED"]);
  });

  it("keeps no token, no code and no URL in anything that the engine writes", async () => {
    expect(canaries.length).toBeGreaterThan(12);
    for (const [file, text] of await project.filesOfTheEngine()) {
      expect({ file, found: canaries.filter((canary) => text.includes(canary)) }).toEqual({ file, found: [] });
    }
  });

  it("is destroyed, and says that the access stays", async () => {
    const output = await project.destroy();
    expect(output).toContain("own: the granted access stays, because the API cannot revoke it");
    expect(await callApi(emulator, "GET", "/mcp-servers")).toEqual([]);
  });
});
