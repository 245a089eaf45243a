import { mcpConnection } from "../../../../provider/resources/mcp-connection/mcp-connection";
import { PartialFailure } from "../../../../provider/resources/errors";
import type { Properties } from "../../../../provider/resources/resource";
import { UNKNOWN } from "../../../../provider/helpers/json";
import { type NotesServer, startNotesServer } from "../../emulator/mcp-server";
import { approve, decide } from "../../emulator/oauth-support";
import { createMcpServer } from "../../emulator/support";
import { onEmulator, type OnEmulator } from "./on-emulator";

const SHARED_PROVIDER = "7f4d7c53-4a7e-4e9d-8f4c-0d5a6b1c2d3e";
const ID = "0b0f6a2b-2c95-4f0f-9c2b-7c3a3e4f8d11";
const HOUR = 60 * 60_000;
const DAY = 24 * HOUR;

let on: OnEmulator;
let notes: NotesServer;
let time = Date.now();
beforeEach(async () => {
  on = await onEmulator({ now: () => time });
  notes = await startNotesServer({ issuer: on.emulator.url });
});
afterEach(() => Promise.all([on.emulator.close(), notes.close()]));

/** The inputs of a program for access to a server that was just registered. */
async function inputsFor(settings: object = { oauth_mode: "per_user_dynamic_client" }): Promise<Properties> {
  const server = { name: "notes", url: notes.url, auth_type: "oauth", ...settings };
  const { id } = await createMcpServer(on.emulator, server);
  on.writes();
  return { mcpServerId: id, scopes: ["notes"], __label: "access" };
}

/** The URLs that were shown, oldest first. */
const shown = (): string[] => on.logged.flatMap((line) => /https?:\/\/\S+/.exec(line) ?? []);

/** Deploys while a person approves as soon as they see the URL. */
async function createApproved(inputs: Properties): Promise<{ id: string; state: Properties }> {
  const context = on.deploy();
  let approved = Promise.resolve();
  const log = (line: string): void => {
    const url = /https?:\/\/\S+/.exec(line)?.[0];
    if (url !== undefined) {
      approved = approve(url);
    }
    context.logWithUrls(line);
  };
  const created = await mcpConnection.create({ ...context, logWithUrls: log }, { ...inputs, waitSeconds: 60 });
  await approved;
  return created;
}

const canList = async (): Promise<boolean> =>
  on.api.mcpTools.list(notes.url).then(
    () => true,
    () => false,
  );

describe.each([
  ["a provider of one's own", { oauth_mode: "per_user_dynamic_client" }, ["POST /mcp-servers/*/oauth-provider"]],
  ["a shared provider", { oauth_mode: "legacy_shared_provider", oauth_provider_id: SHARED_PROVIDER }, []],
])("with %s", (_, settings, registrations) => {
  it("waits until a person approves at the URL it shows, and stores neither that URL nor a token", async () => {
    const inputs = await inputsFor(settings);
    const { id, state } = await createApproved(inputs);
    expect(on.writes().map((line) => line.replace(/[0-9a-f-]{36}/, "*"))).toEqual(
      expect.arrayContaining([...registrations, "POST /auth-sessions"]),
    );
    expect(id).toBe(`${String(inputs.mcpServerId)}/connection`);
    expect(state).toEqual({
      ...inputs,
      waitSeconds: 60,
      status: "COMPLETED",
      oauthProviderId: registrations.length === 0 ? SHARED_PROVIDER : (expect.any(String) as string),
      authSessionId: expect.any(String) as string,
    });
    expect(await canList()).toBe(true);
    expect(mcpConnection.diff(id, state, inputs)).toMatchObject({ changes: false, changed: [], replaces: [] });
  });
});

it("uses access that was granted before, and asks nobody", async () => {
  const inputs = await inputsFor();
  await createApproved(inputs);
  on.logged.length = 0;
  const { state } = await mcpConnection.create(on.deploy(), inputs);
  expect(state).toMatchObject({ status: "COMPLETED" });
  expect(state).not.toHaveProperty("authSessionId");
  expect(on.logged).toEqual([]);
});

it("continues without access, says where to approve, stores that as a secret, and tries again", async () => {
  const inputs = await inputsFor();
  const { id, state } = await mcpConnection.create(on.deploy(), inputs);
  const [url = ""] = shown();
  expect(state).toMatchObject({ status: "PENDING", authorizationUrl: url });
  expect(mcpConnection.secrets(state)).toEqual([url]);
  expect(on.logged).toEqual([
    `access: approve access to the MCP server "notes" at ${url}`,
    expect.stringMatching(
      /^access: access is not approved yet, .* the next `pulumi up` finds it approved or asks again$/,
    ),
  ]);
  expect(mcpConnection.diff(id, state, inputs)).toMatchObject({
    changes: true,
    changed: [],
    replaces: [],
    note: "access: access is not approved yet: `pulumi up` checks again and asks a person if necessary",
  });

  await approve(url);
  const updated = await mcpConnection.update(on.deploy(), id, state, inputs);
  expect(updated).toMatchObject({ status: "COMPLETED" });
  expect(updated).not.toHaveProperty("authorizationUrl");
  expect(shown()).toEqual([url]);
});

it("waits no longer than told to", async () => {
  const inputs = { ...(await inputsFor()), waitSeconds: 1 };
  const { state } = await mcpConnection.create(on.deploy(), inputs);
  expect(state.status).toBe("PENDING");
  expect(
    on.emulator.requests.filter(({ method, path }) => method === "GET" && path.includes("wait_seconds=1")),
  ).toHaveLength(1);
  expect(on.logged[0]).toMatch(/ \(waiting up to 1 s\)$/);
});

it("fails if the program wants that, keeps what exists, and shows the URL only in the output", async () => {
  const inputs = { ...(await inputsFor()), onPending: "fail" };
  const failure = await mcpConnection.create(on.deploy(), inputs).catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(PartialFailure);
  const { id, state, message } = failure as PartialFailure;
  expect(state).toMatchObject({ ...inputs, status: "PENDING", authorizationUrl: shown()[0] });
  expect(message).not.toContain("http");
  await approve(String(shown()[0]));
  expect(await mcpConnection.update(on.deploy(), id, state, inputs)).toMatchObject({ status: "COMPLETED" });
});

it("stops waiting when a person declines", async () => {
  const inputs = { ...(await inputsFor()), waitSeconds: 60 };
  const context = on.deploy();
  let declined: Promise<unknown> | undefined;
  const log = (line: string): void => {
    context.logWithUrls(line);
    declined ??= decide(String(shown()[0]), "deny");
  };
  const { state } = await mcpConnection.create({ ...context, logWithUrls: log }, inputs);
  await declined;
  expect(state).toMatchObject({ status: "CONNECTION_REQUIRED" });
  expect(state).not.toHaveProperty("authorizationUrl");
  expect(on.logged.at(-1)).toMatch(/^access: access is not granted, .* The next `pulumi up` asks again$/);
});

it("stops waiting when the engine is gone", async () => {
  const inputs = { ...(await inputsFor()), waitSeconds: 60 };
  const gone = AbortSignal.abort(new Error("the engine is gone"));
  await expect(mcpConnection.create({ ...on.deploy(), signal: gone }, inputs)).rejects.toThrow("the engine is gone");
});

describe("refresh", () => {
  it.each([["a session to look at"], ["none, because access was there before"]])(
    "finds that the token has expired: with %s",
    async (which) => {
      const inputs = await inputsFor();
      await createApproved(inputs);
      const first = which.startsWith("a session");
      const { id, state } = first ? await createAgain(inputs) : await mcpConnection.create(on.deploy(), inputs);
      expect("authSessionId" in state).toBe(first);
      on.writes();
      expect((await mcpConnection.read(on.deploy(), id, state))?.state).toEqual(state);

      time += 31 * DAY;
      const expired = await mcpConnection.read(on.deploy(), id, state);
      expect(expired?.state.status).toBe(first ? "TOKEN_EXPIRED" : "CONNECTION_REQUIRED");
      expect(expired?.inputs).toMatchObject(inputs);
      expect(mcpConnection.diff(id, expired!.state, inputs)).toMatchObject({ changes: true, changed: [] });

      const renewed = await mcpConnection.update(on.deploy(), id, expired!.state, inputs);
      expect(renewed).toMatchObject({ status: "PENDING" });
      await approve(String(shown().at(-1)));
      expect(await mcpConnection.update(on.deploy(), id, renewed, inputs)).toMatchObject({ status: "COMPLETED" });
    },
  );

  /** Access whose state still has its session. */
  async function createAgain(inputs: Properties): Promise<{ id: string; state: Properties }> {
    const { id } = await mcpConnection.create(on.deploy(), inputs);
    time += 31 * DAY;
    const { state } = await createApproved(inputs);
    return { id, state: { ...state, ...inputs } };
  }

  it("lets an access token be renewed without a person", async () => {
    const inputs = await inputsFor();
    const { id, state } = await createApproved(inputs);
    time += 2 * HOUR;
    expect(await mcpConnection.read(on.deploy(), id, state)).toEqual({ inputs: { ...inputs, waitSeconds: 60 }, state });
  });

  it("finds access that was approved in the meantime, and drops the URL", async () => {
    const inputs = await inputsFor();
    const { id, state } = await mcpConnection.create(on.deploy(), inputs);
    expect((await mcpConnection.read(on.deploy(), id, state))?.state).toEqual(state);
    await approve(String(state.authorizationUrl));
    const found = (await mcpConnection.read(on.deploy(), id, state))?.state;
    expect(found).toMatchObject({ status: "COMPLETED" });
    expect(found).not.toHaveProperty("authorizationUrl");
  });

  it("needs no state, and reports that the server is gone", async () => {
    const { id, state } = await createApproved(await inputsFor());
    const imported = await mcpConnection.read(on.deploy(), id);
    expect(imported?.inputs).toEqual({ mcpServerId: state.mcpServerId, __label: "notes" });
    expect(imported?.state).toMatchObject({ status: "COMPLETED", oauthProviderId: state.oauthProviderId });
    await on.api.mcpServers.delete(String(state.mcpServerId));
    expect(await mcpConnection.read(on.deploy(), id, state)).toBeUndefined();
  });
});

it("deletes nothing on the server, and says so if access was granted", async () => {
  const inputs = await inputsFor();
  const { id, state } = await createApproved(inputs);
  on.writes();
  on.logged.length = 0;
  await mcpConnection.delete(on.deploy(), id, state);
  await mcpConnection.delete(on.deploy(), id, { ...state, status: "PENDING" });
  expect(on.writes()).toEqual([]);
  expect(on.logged).toEqual(["access: the granted access stays, because the API cannot revoke it"]);
});

it("asks again after a lost answer, and shows one URL", async () => {
  const inputs = await inputsFor();
  on.emulator.injectFault({ method: "POST", path: "/auth-sessions", fault: { kind: "reset-after" } });
  const { state } = await mcpConnection.create(on.deploy(), inputs);
  expect(state.status).toBe("PENDING");
  expect(shown()).toEqual([state.authorizationUrl]);
});

it.each([
  ["is not there", () => ID, /^mcpServerId: there is no MCP server 0b0f6a2b/],
  [
    "uses headers",
    async () => (await createMcpServer(on.emulator, { name: "plain", url: "https://plain.example.com" })).id,
    /^mcpServerId: the MCP server "plain" does not use OAuth: set authType: "oauth" on it, or drop the connection$/,
  ],
])("refuses a server that %s", async (_, server, message) => {
  const inputs = { mcpServerId: await server(), __label: "access" };
  await expect(mcpConnection.create(on.deploy(), inputs)).rejects.toThrow(message);
});

describe("diff", () => {
  const server = { url: "https://a.example.com", authType: "oauth", oauthMode: "per_user_dynamic_client" };
  const inputs = { mcpServerId: ID, scopes: ["a", "b"], __server: server, __label: "access" };
  const state = { ...inputs, status: "COMPLETED", oauthProviderId: SHARED_PROVIDER };

  it.each([
    ["another server", { mcpServerId: SHARED_PROVIDER }, ["mcpServerId"], ["mcpServerId"]],
    ["a server that is not known yet", { mcpServerId: UNKNOWN }, ["mcpServerId"], ["mcpServerId"]],
    ["other scopes", { scopes: ["a"] }, ["scopes"], []],
    ["another URL", { __server: { ...server, url: "https://b.example.com" } }, ["__server"], []],
    ["another mode", { __server: { ...server, oauthMode: "legacy_shared_provider" } }, ["__server"], []],
    ["a URL that is not known yet", { __server: { ...server, url: UNKNOWN } }, ["__server"], []],
  ])("reports a change: %s", (_, edit, changed, replaces) => {
    expect(mcpConnection.diff("id", state, { ...inputs, ...edit })).toMatchObject({ changes: true, changed, replaces });
  });

  it.each([
    ["the order of scopes", { scopes: ["b", "a", "a"] }],
    ["a slash", { __server: { ...server, url: "https://a.example.com/" } }],
    ["the way to name the server", { __server: undefined }],
    ["how to wait", { waitSeconds: 5, onPending: "fail" }],
  ])("reports no change: %s", (_, edit) => {
    const diff = mcpConnection.diff("id", state, { ...inputs, ...edit });
    expect(diff).toMatchObject({ changes: false, changed: [] });
    expect(diff.note).toBeUndefined();
  });

  it("accepts a status that the API does not have yet", () => {
    expect(mcpConnection.diff("id", { ...state, status: "REVOKED" }, inputs).note).toContain("(REVOKED)");
  });
});
