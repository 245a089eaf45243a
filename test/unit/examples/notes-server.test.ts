/** The MCP server of examples/notes-server, started as a user starts it and called by a real MCP client. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { resolve } from "node:path";
import { createInterface } from "node:readline";
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StreamableHTTPClientTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";

const SERVER = resolve(__dirname, "../../../examples/notes-server/server.mts");
const TOKEN = "the-token-of-this-test";

const running: ChildProcess[] = [];

afterEach(async () => {
  for (const child of running.splice(0)) {
    if (child.exitCode !== null || child.signalCode !== null) {
      continue;
    }
    const ended = once(child, "exit");
    child.kill("SIGKILL");
    await ended;
  }
});

function run(env: NodeJS.ProcessEnv) {
  const child = spawn(process.execPath, [SERVER], { env: { ...process.env, PORT: "0", ...env } });
  running.push(child);
  let errors = "";
  child.stderr.on("data", (chunk: Buffer) => (errors += chunk.toString()));
  return { child, errors: () => errors };
}

async function start() {
  const { child, errors } = run({ NOTES_TOKEN: TOKEN });
  const ended = once(child, "exit").then(() => Promise.reject(new Error(`no server: ${errors()}`)));
  ended.catch(() => undefined);
  const [line] = await Promise.race([
    once(createInterface({ input: child.stdout }), "line") as Promise<[string]>,
    ended,
  ]);
  return { child, url: line.replace("listening on ", "") };
}

function post(url: string, headers: Record<string, string>): Promise<Response> {
  const message = { jsonrpc: "2.0", id: 1, method: "tools/list" };
  const accept = { "Content-Type": "application/json", Accept: "application/json, text/event-stream" };
  return fetch(url, { method: "POST", headers: { ...accept, ...headers }, body: JSON.stringify(message) });
}

it("serves both tools to an MCP client with the header", async () => {
  const { url } = await start();
  const client = new Client({ name: "test", version: "1.0.0" });
  const headers = { Authorization: `Bearer ${TOKEN}` };
  await client.connect(new StreamableHTTPClientTransport(new URL(url), { requestInit: { headers } }));
  const call = async (name: string, args: Record<string, string>) => {
    const { content, isError } = await client.callTool({ name, arguments: args });
    return { text: (content as { text: string }[]).map(({ text }) => text).join(), failed: isError === true };
  };
  try {
    const { tools } = await client.listTools();
    expect(tools.map(({ name }) => name)).toEqual(["search_notes", "delete_note"]);
    const found = await call("search_notes", { query: "Guest PARKING" });
    expect(found.text).toMatch(/^note-1: .*level 2[^\n]*$/);
    expect((await call("search_notes", { query: "guest" })).text.split("\n")).toHaveLength(2);
    expect(await call("delete_note", { id: "note-1" })).toEqual({ text: "note-1 is deleted.", failed: false });
    expect(await call("delete_note", { id: "note-1" })).toEqual({ text: "There is no note-1.", failed: true });
    expect((await call("search_notes", { query: "parking" })).text).toBe("No note has all of these words.");
  } finally {
    await client.close();
  }
});

it("refuses everyone else", async () => {
  const { url } = await start();
  const wrong = [{}, { Authorization: "Bearer another" }, { Authorization: TOKEN }, { Authorization: "" }];
  for (const headers of wrong) {
    const response = await post(url, headers);
    expect([response.status, response.headers.get("WWW-Authenticate")]).toEqual([401, "Bearer"]);
    expect(await response.text()).not.toContain("tools");
    expect((await fetch(url, { headers })).status).toBe(401);
  }
  expect((await post(url, { Authorization: `Bearer ${TOKEN}` })).status).toBe(200);
});

it("listens on loopback only", async () => {
  const { url } = await start();
  expect(new URL(url).hostname).toBe("127.0.0.1");
});

it.each(["SIGTERM", "SIGINT"] as const)(
  "ends in good order on %s, though a client keeps its connection",
  async (signal) => {
    const { child, url } = await start();
    await (await post(url, { Authorization: `Bearer ${TOKEN}` })).text();
    const ended = once(child, "exit");
    child.kill(signal);
    expect(await ended).toEqual([0, null]);
  },
);

it("says what is missing or in use, in one line", async () => {
  const withoutToken = run({ NOTES_TOKEN: "" });
  expect(await once(withoutToken.child, "close")).toEqual([1, null]);
  expect(withoutToken.errors()).toMatch(/^NOTES_TOKEN is not set.*\n$/);
  const { url } = await start();
  const second = run({ NOTES_TOKEN: TOKEN, PORT: new URL(url).port });
  expect(await once(second.child, "close")).toEqual([1, null]);
  expect(second.errors()).toBe(`Port ${new URL(url).port} is in use: set PORT to another one.\n`);
});
