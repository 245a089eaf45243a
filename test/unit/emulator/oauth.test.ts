/** OAuth from the registration of a provider to a tool call with the granted token. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Emulator } from "../../../emulator/index";
import { CreateAuthSessionResponseSchema } from "../../../provider/wire";
import { type NotesServer, startNotesServer } from "./mcp-server";
import {
  approve,
  AUTH_SESSIONS,
  decide,
  listTools,
  type PendingSession,
  registerOAuthNotes,
  registerProvider,
  startSession,
  statusOf,
} from "./oauth-support";
import { getThreadState, human, notesAgent, runStream, transcript } from "./runs-support";
import { AGENTS, call, closeAll, createAgent, createThread, expectCall, MCP_SERVERS, start } from "./support";

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const SHARED_PROVIDER = "7f4d7c53-4a7e-4e9d-8f4c-0d5a6b1c2d3e";

const open: NotesServer[] = [];
const realFetch = fetch;
let time = Date.now();
let lookedAt = (): void => undefined;
const now = () => {
  lookedAt();
  return time;
};

afterEach(async () => {
  await closeAll();
  await Promise.all(open.splice(0).map((server) => server.close()));
});

async function protectedNotes(issuer: Emulator, publishes = false): Promise<NotesServer> {
  const server = await startNotesServer({ issuer: issuer.url, publishes });
  open.push(server);
  return server;
}

/** An emulator with an agent whose tools need OAuth, and a provider of the caller for them. */
async function setUp(options: object = {}) {
  const emulator = await start({ now, ...options });
  const notes = await protectedNotes(emulator);
  const server = await registerOAuthNotes(emulator, notes);
  return { emulator, notes, server, providerId: await registerProvider(emulator, server) };
}

/** Asks for a session's status. Resolves once the emulator, having read the clock, holds the answer back. */
async function startWaiting(emulator: Emulator, session: PendingSession): Promise<{ answer: Promise<string> }> {
  const begun = new Promise<void>((resolve) => (lookedAt = resolve));
  const answer = statusOf(emulator, session, "?wait_seconds=25");
  await begun;
  return { answer };
}

async function useTool(emulator: Emulator, notes: NotesServer, key = emulator.apiKey): Promise<string | undefined> {
  const agent = await createAgent(emulator, notesAgent(notes), { key });
  const thread = await createThread(emulator, { agent_id: agent.id }, { key });
  await runStream({ ...emulator, apiKey: key }, thread.id, {
    agent_id: agent.id,
    ...human('use search_notes {"query":"tea"}'),
  });
  return transcript(await getThreadState({ ...emulator, apiKey: key }, thread.id)).at(-1);
}

it.each([
  ["of one's own", {}],
  ["that is shared", { oauth_mode: "legacy_shared_provider", oauth_provider_id: SHARED_PROVIDER }],
])("a provider %s is registered, approved in a browser, and used for tools and in runs", async (_what, settings) => {
  const emulator = await start({ now });
  const notes = await protectedNotes(emulator);
  const server = await registerOAuthNotes(emulator, notes, settings);
  const isShared = "oauth_provider_id" in settings;
  const providerId = isShared ? SHARED_PROVIDER : await registerProvider(emulator, server);
  expect(await useTool(emulator, notes)).toContain("this user has not granted access");

  const session = await startSession(emulator, providerId);
  expect(await statusOf(emulator, session)).toBe("PENDING");
  const { answer } = await startWaiting(emulator, session);
  await approve(session.url);
  expect(await answer).toBe("COMPLETED");

  expect(await listTools(emulator, notes)).toMatchObject({ status: 200, body: { cached: false } });
  expect(await listTools(emulator, notes)).toMatchObject({ status: 200, body: { cached: true } });
  expect(await useTool(emulator, notes)).toBe("ai: search_notes said: 1 note about tea");
});

it("the emulator finds the authorization server that an MCP server publishes, and registers as its client", async () => {
  const authority = await start();
  const emulator = await start({ now });
  const notes = await protectedNotes(authority, true);
  const server = await registerOAuthNotes(emulator, notes);
  const session = await startSession(emulator, await registerProvider(emulator, server));
  expect(new URL(session.url).origin).toBe(authority.url);
  expect(new URL(session.url).searchParams.get("resource")).toBe(notes.url);
  const page = await (await fetch(session.url)).text();
  expect(page).toContain("Managed Deep Agents (local emulator)");
  expect(page).toContain(notes.url);
  await approve(session.url);
  expect(await statusOf(emulator, session)).toBe("COMPLETED");
  expect((await listTools(emulator, notes)).status).toBe(200);
});

it("the emulator's own page names the server, without the query of its URL, and the scopes", async () => {
  const emulator = await start({ now });
  const notes = await protectedNotes(emulator);
  const server = await registerOAuthNotes(emulator, { ...notes, url: `${notes.url}?key=canary` });
  const session = await startSession(emulator, await registerProvider(emulator, server), { scopes: ["notes", "tags"] });
  expect(session.url).not.toContain("canary");
  const page = await (await fetch(session.url)).text();
  expect(page).toContain(`asks for access to ${notes.url}.`);
  expect(page).toMatch(/<code>notes<\/code>.*<code>tags<\/code>/s);
});

it("a provider is registered once per user and URL, with or without a body", async () => {
  const permissions = ["mcp-servers:read"] as const;
  const { emulator, server, providerId } = await setUp({ scopedKeys: [{ key: "other", permissions }] });
  const again = [{ body: {} }, {}, { body: { ls_user_id: "somebody" } }];
  const ids = await Promise.all(again.map((options) => registerProvider(emulator, server, options)));
  expect(ids).toEqual([providerId, providerId, providerId]);
  expect(await registerProvider(emulator, server, { key: "other" })).not.toBe(providerId);
  const moved = { url: server.url.replace("/mcp", "/moved") };
  expect((await call(emulator, "PATCH", `${MCP_SERVERS}/${server.id}`, { body: moved })).status).toBe(200);
  expect(await registerProvider(emulator, server)).not.toBe(providerId);
});

it("a token that was granted for one URL is not sent to another", async () => {
  const { emulator, server, providerId } = await setUp();
  await approve((await startSession(emulator, providerId)).url);
  const other = await protectedNotes(emulator);
  await call(emulator, "PATCH", `${MCP_SERVERS}/${server.id}`, { body: { url: other.url } });
  expect(await listTools(emulator, other)).toMatchObject({ status: 502, body: { code: "connection_required" } });
});

it("a person who declines, takes too long, or answers for somebody else grants nothing", async () => {
  const { emulator, notes, providerId } = await setUp();
  const denied = await startSession(emulator, providerId);
  expect(await (await decide(denied.url, "deny")).text()).toContain("Access not granted");
  expect(await statusOf(emulator, denied)).toBe("CONNECTION_REQUIRED");

  const late = await startSession(emulator, providerId);
  time += 10 * MINUTE;
  expect((await decide(late.url, "approve")).status).toBe(400);
  expect(await statusOf(emulator, late)).toBe("CONNECTION_REQUIRED");

  const forged = await startSession(emulator, providerId);
  const callback = new URL(new URL(forged.url).searchParams.get("redirect_uri")!);
  for (const state of ["", "guess"]) {
    callback.search = String(new URLSearchParams({ code: "x", state }));
    expect((await fetch(callback)).status).toBe(400);
  }
  expect(await statusOf(emulator, forged)).toBe("PENDING");
  callback.search = String(
    new URLSearchParams({ code: "wrong", state: new URL(forged.url).searchParams.get("state")! }),
  );
  expect((await fetch(callback)).status).toBe(502);
  expect(await statusOf(emulator, forged)).toBe("CONNECTION_REQUIRED");
  expect((await listTools(emulator, notes)).status).toBe(502);
});

it("an authorization code counts once", async () => {
  const { emulator, providerId } = await setUp();
  const session = await startSession(emulator, providerId);
  const page = await decide(session.url, "approve");
  expect(page.url).toContain("/callback?");
  expect((await fetch(page.url)).status).toBe(400);
  expect(await statusOf(emulator, session)).toBe("COMPLETED");
});

it("another web page cannot decide for a person", async () => {
  const { emulator, providerId } = await setUp();
  const session = await startSession(emulator, providerId);
  expect((await decide(session.url, "approve", { Origin: "https://evil.example.com" })).status).toBe(400);
  expect((await decide(session.url, "approve", { Origin: "null" })).status).toBe(400);
  expect((await decide(session.url, "perhaps")).status).toBe(400);
  expect(await statusOf(emulator, session)).toBe("PENDING");
  expect((await decide(session.url, "approve", { Origin: emulator.url })).status).toBe(200);
});

it("an expired access token is refreshed once for everybody who needs it, and stays expired if it cannot be refreshed", async () => {
  const { emulator, notes, providerId } = await setUp();
  const session = await startSession(emulator, providerId);
  await approve(session.url);
  time += 60 * MINUTE;
  const answers = await Promise.all([1, 2, 3].map(() => listTools(emulator, notes, "&force_refresh=true")));
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
  time += 31 * DAY;
  expect(await listTools(emulator, notes)).toMatchObject({ status: 502, body: { code: "token_expired" } });
  expect(await statusOf(emulator, session)).toBe("TOKEN_EXPIRED");
  expect(await useTool(emulator, notes)).toMatch(/^ai: search_notes failed: .*what this user granted has expired/);
});

it("health reports a missing authorization and an expired token", async () => {
  const { emulator, notes, providerId } = await setUp();
  const { id } = await createAgent(emulator, notesAgent(notes));
  const health = async () => (await call(emulator, "GET", `${AGENTS}/${id}/health`)).body;
  expect(await health()).toMatchObject({ [notes.url]: { status: "connection_required" } });
  await approve((await startSession(emulator, providerId)).url);
  expect(await health()).toMatchObject({ [notes.url]: { status: "ok" } });
  time += 31 * DAY;
  expect(await health()).toMatchObject({ [notes.url]: { status: "token_expired" } });
});

/** The token that a REUSE returns at once. */
async function reuse(emulator: Emulator, providerId: string, settings: object = {}): Promise<string> {
  const body = { provider_id: providerId, scopes: ["notes"], strategy: "REUSE", ...settings };
  const schema = CreateAuthSessionResponseSchema;
  const answer = await expectCall(schema, 200, emulator, "POST", AUTH_SESSIONS, { body });
  expect(answer).toEqual({ provider_id: providerId, status: "COMPLETED", token: answer.token });
  return answer.token!;
}

it("REUSE takes a token that covers the scopes, CREATE asks again, and a token can be replaced in place", async () => {
  const { emulator, providerId } = await setUp();
  await approve((await startSession(emulator, providerId, { strategy: "REUSE" })).url);
  const token = await reuse(emulator, providerId);
  await startSession(emulator, providerId, { strategy: "REUSE", scopes: ["notes", "admin"] });
  await startSession(emulator, providerId, { strategy: "CREATE" });

  const replaced = await startSession(emulator, providerId, { token_id: token, scopes: ["notes", "admin"] });
  await approve(replaced.url);
  expect(await reuse(emulator, providerId, { scopes: ["admin"] })).toBe(token);

  await approve((await startSession(emulator, providerId, { is_default: false })).url);
  expect(await reuse(emulator, providerId)).toBe(token);
  await approve((await startSession(emulator, providerId)).url);
  const newest = await reuse(emulator, providerId);
  expect(newest).not.toBe(token);
  expect(await reuse(emulator, providerId, { token_id: token, is_default: true })).toBe(token);
  expect(await reuse(emulator, providerId)).toBe(token);
});

it("a session is returned with the agent that it is for", async () => {
  const { emulator, notes, providerId } = await setUp();
  const { id: agent_id } = await createAgent(emulator, notesAgent(notes));
  const body = { provider_id: providerId, scopes: [], strategy: "CREATE", agent_id };
  expect((await call(emulator, "POST", AUTH_SESSIONS, { body })).body).toMatchObject({ metadata: { agent_id } });
});

it("a user's grants, providers and sessions are invisible to other users", async () => {
  const permissions = [
    "mcp-servers:read",
    "agents:create",
    "agents:read",
    "threads:create",
    "threads:read",
    "threads:update",
  ] as const;
  const { emulator, notes, providerId } = await setUp({ scopedKeys: [{ key: "other", permissions }] });
  const session: PendingSession = await startSession(emulator, providerId);
  await approve(session.url);
  const other = { key: "other" };
  expect(await listTools(emulator, notes, "", other)).toMatchObject({
    status: 502,
    body: { code: "connection_required" },
  });
  expect(await useTool(emulator, notes, "other")).toContain("this user has not granted access");
  expect((await call(emulator, "GET", `${AUTH_SESSIONS}/${session.id}`, other)).status).toBe(404);
  const body = { provider_id: providerId, scopes: [], strategy: "REUSE" };
  expect((await call(emulator, "POST", AUTH_SESSIONS, { ...other, body })).status).toBe(400);

  const { owner_id: userId } = await createAgent(emulator, { name: "mine" });
  expect((await listTools(emulator, notes, `&ls_user_id=${userId}`, other)).status).toBe(403);
  const { owner_id: otherId } = await createAgent(emulator, { name: "theirs" }, other);
  expect((await listTools(emulator, notes, `&ls_user_id=${otherId}`)).status).toBe(502);
  expect((await listTools(emulator, notes, `&ls_user_id=${userId}&oauth_provider_id=${providerId}`)).status).toBe(200);
  expect((await listTools(emulator, notes, `&oauth_provider_id=${SHARED_PROVIDER}`)).status).toBe(400);
});

it.each([
  ["an unknown provider", { provider_id: "github-tools-provider", scopes: [], strategy: "REUSE" }],
  ["an unknown strategy", { scopes: [], strategy: "MAYBE" }],
  ["no scopes", { strategy: "REUSE" }],
  ["an unknown agent", { scopes: [], strategy: "REUSE", agent_id: SHARED_PROVIDER }],
  ["an unknown token", { scopes: [], strategy: "REUSE", token_id: SHARED_PROVIDER }],
])("a session with %s is refused with a 400", async (_what, settings) => {
  const { emulator, providerId } = await setUp();
  const body = { provider_id: providerId, ...settings };
  expect(await call(emulator, "POST", AUTH_SESSIONS, { body })).toMatchObject({ status: 400, body: { status: 400 } });
});

it.each(["0", "26", "1.5", "soon"])("wait_seconds=%s is refused with a 400", async (seconds) => {
  const { emulator, providerId } = await setUp();
  const { id } = await startSession(emulator, providerId);
  expect((await call(emulator, "GET", `${AUTH_SESSIONS}/${id}?wait_seconds=${seconds}`)).status).toBe(400);
});

it("a server that cannot be reached, or does not use this kind of OAuth, gets no provider", async () => {
  const emulator = await start();
  const notes = await protectedNotes(emulator);
  const server = await registerOAuthNotes(emulator, notes);
  await notes.close();
  expect(await call(emulator, "POST", `${MCP_SERVERS}/${server.id}/oauth-provider`, { body: {} })).toMatchObject({
    status: 503,
    body: { code: "oauth_discovery_failed" },
  });
  await call(emulator, "PATCH", `${MCP_SERVERS}/${server.id}`, { body: { oauth_mode: "legacy_shared_provider" } });
  expect((await call(emulator, "POST", `${MCP_SERVERS}/${server.id}/oauth-provider`)).status).toBe(400);
  expect((await call(emulator, "POST", `${MCP_SERVERS}/${SHARED_PROVIDER}/oauth-provider`)).status).toBe(404);
});

it("closing the emulator ends a wait at once", async () => {
  const { emulator, providerId } = await setUp();
  const { answer } = await startWaiting(emulator, await startSession(emulator, providerId));
  await emulator.close();
  expect(await answer).toBe("PENDING");
});

it("grants survive a restart on another port, and no token appears in a file, an answer or the log", async () => {
  const dataDir = mkdtempSync(join(tmpdir(), "emulator-"));
  const seen: string[] = [];
  const spy = jest.spyOn(globalThis, "fetch").mockImplementation(async (...request) => {
    const response = await realFetch(...request);
    if (request[0] instanceof URL && request[0].pathname.endsWith("/token")) {
      const { access_token, refresh_token } = (await response.clone().json()) as Record<string, string>;
      seen.push(access_token!, refresh_token!);
    }
    return response;
  });
  try {
    const first = await start({ now, dataDir });
    const notes = await protectedNotes(first);
    const providerId = await registerProvider(first, await registerOAuthNotes(first, notes));
    const session = await startSession(first, providerId);
    await approve(session.url);
    expect(seen).toHaveLength(2);
    const answers = [
      await listTools(first, notes),
      await call(first, "GET", MCP_SERVERS),
      await call(first, "POST", AUTH_SESSIONS, { body: { provider_id: providerId, scopes: [], strategy: "REUSE" } }),
    ];
    const files = () => readdirSync(dataDir).map((file) => readFileSync(join(dataDir, file)).toString("latin1"));
    const everything = [...answers.map(({ text }) => text), ...files(), JSON.stringify(first.requests)];
    await first.close();

    const second = await start({ now, dataDir });
    expect(await statusOf(second, session)).toBe("COMPLETED");
    time += 60 * MINUTE;
    expect(await statusOf(second, session)).toBe("COMPLETED");
    expect(seen).toHaveLength(4);
    for (const text of [...everything, ...files()]) {
      for (const token of seen) {
        expect(text.includes(token)).toBe(false);
      }
    }
    expect(first.requests.map(({ path }) => path).filter((path) => !path.startsWith("/v1/"))).toEqual([]);
  } finally {
    spy.mockRestore();
    rmSync(dataDir, { recursive: true, force: true });
  }
});
