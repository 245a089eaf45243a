/** The local authorization server on its own. */
import { createHash } from "node:crypto";
import { AuthorizationServer, OAuthFailure } from "../../../emulator/oauth/authorization-server";
import { questionPage } from "../../../emulator/oauth/pages";
import { openStore, type Store } from "../../../emulator/store";

const CALLBACK = "http://127.0.0.1:1234/callback";
const VERIFIER = "v".repeat(43);
const MINUTE = 60_000;

let store: Store;
let time: number;
let server: AuthorizationServer;

beforeEach(() => {
  time = 1_800_000_000_000;
  store = openStore(undefined);
  server = new AuthorizationServer(store.oauthGrants, () => time);
});
afterEach(() => store.close());

function registered(name = "client"): string {
  const { client_id } = server.register({ client_name: name, redirect_uris: [CALLBACK] }) as { client_id: string };
  return client_id;
}

function parametersOf(clientId: string, changes: Record<string, string> = {}): Record<string, string> {
  return {
    response_type: "code",
    client_id: clientId,
    redirect_uri: CALLBACK,
    state: "s",
    code_challenge: createHash("sha256").update(VERIFIER).digest("base64url"),
    code_challenge_method: "S256",
    scope: "a b",
    ...changes,
  };
}

/** What a client sends for the code of an approved request. */
function redemptionOf(clientId: string): Record<string, string> {
  const { request } = server.read(parametersOf(clientId));
  const target = new URL(server.decide(request, true));
  expect(target.searchParams.get("state")).toBe("s");
  return {
    grant_type: "authorization_code",
    client_id: clientId,
    redirect_uri: CALLBACK,
    code: target.searchParams.get("code")!,
    code_verifier: VERIFIER,
  };
}

function refusal(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    if (error instanceof OAuthFailure) {
      return error.code;
    }
    throw error;
  }
  return "none";
}

it("a code is good for one token, and introspection describes the token until it expires", () => {
  const clientId = registered();
  const form = redemptionOf(clientId);
  const { access_token, expires_in, scope } = server.token(form);
  expect(scope).toBe("a b");
  expect(server.introspect(access_token)).toMatchObject({ active: true, client_id: clientId, scope: "a b" });
  expect(refusal(() => server.token(form))).toBe("invalid_grant");
  time += expires_in * 1000;
  expect(server.introspect(access_token)).toEqual({ active: false });
  expect(server.introspect("guess")).toEqual({ active: false });
});

it.each([
  ["another verifier", { code_verifier: "w".repeat(43) }],
  ["no verifier", { code_verifier: "" }],
  ["another client", { client_id: "other" }],
  ["another address", { redirect_uri: `${CALLBACK}/other` }],
])("a code with %s is refused and used up", (_what, changes) => {
  const form = redemptionOf(registered());
  expect(refusal(() => server.token({ ...form, ...changes }))).toBe("invalid_grant");
  expect(refusal(() => server.token(form))).toBe("invalid_grant");
});

it("a code expires after a minute, and an unknown code is refused even without a client", () => {
  const form = redemptionOf(registered());
  time += MINUTE;
  expect(refusal(() => server.token(form))).toBe("invalid_grant");
  expect(refusal(() => server.token({ grant_type: "authorization_code" }))).toBe("invalid_grant");
  expect(refusal(() => server.token({ grant_type: "refresh_token" }))).toBe("invalid_grant");
  expect(refusal(() => server.token({ grant_type: "password" }))).toBe("unsupported_grant_type");
});

it("a refresh token is replaced at each use and works only for its client", () => {
  const clientId = registered();
  const { refresh_token } = server.token(redemptionOf(clientId));
  const form = { grant_type: "refresh_token", client_id: clientId, refresh_token };
  const next = server.token(form);
  expect(next.scope).toBe("a b");
  expect(refusal(() => server.token(form))).toBe("invalid_grant");
  const stolen = { ...form, client_id: registered(), refresh_token: next.refresh_token };
  expect(refusal(() => server.token(stolen))).toBe("invalid_grant");
});

it.each([
  ["an unknown client", { client_id: "other" }, "invalid_client"],
  ["an address that is not registered", { redirect_uri: "https://evil.example.com/" }, "invalid_request"],
  ["another path on the same address", { redirect_uri: "http://127.0.0.1:1234/other" }, "invalid_request"],
  ["no state", { state: "" }, "invalid_request"],
  ["a challenge in plain text", { code_challenge_method: "plain" }, "invalid_request"],
  ["a token instead of a code", { response_type: "token" }, "invalid_request"],
])("%s is refused before a person is asked", (_what, changes, code) => {
  const clientId = registered();
  expect(refusal(() => server.read(parametersOf(clientId, changes)))).toBe(code);
});

it("a program on this machine may listen on a different port from the one that it registered", () => {
  const clientId = registered();
  const changes = { redirect_uri: CALLBACK.replace("1234", "4321") };
  expect(refusal(() => server.read(parametersOf(clientId, changes)))).toBe("none");
});

it.each([[{}], [{ redirect_uris: [] }], [{ redirect_uris: ["javascript:alert(1)"] }], ["x"]])(
  "%j does not register a client",
  (metadata) => {
    expect(refusal(() => server.register(metadata))).toBe("invalid_client_metadata");
  },
);

it("a client's name is shown on the page as text, not as HTML", async () => {
  const clientId = registered("<script>alert(1)</script>");
  const { request, clientName } = server.read(parametersOf(clientId, { scope: '"><script>' }));
  const page = String(await questionPage(request, clientName));
  expect(page).not.toContain("<script>");
  expect(page).toContain("&lt;script&gt;alert(1)");
});
