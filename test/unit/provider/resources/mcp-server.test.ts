import { mcpServer } from "../../../../provider/resources/mcp-server/mcp-server";
import { UNKNOWN } from "../../../../provider/helpers/json";
import { onEmulator, type OnEmulator } from "./on-emulator";

const inputs = {
  name: "search",
  url: "https://mcp.example.com/search/",
  headers: { Authorization: "Bearer one", "X-Team": "platform" },
};

const ID = "0b0f6a2b-2c95-4f0f-9c2b-7c3a3e4f8d11";

let on: OnEmulator;
beforeEach(async () => {
  on = await onEmulator({ scopedKeys: [{ key: "blind", permissions: ["mcp-servers:read"] }] });
});
afterEach(() => on.emulator.close());

it("sends all headers when one of them is rotated", async () => {
  const { id, state } = await mcpServer.create(on.deploy(), inputs);
  const rotated = { ...inputs, headers: { ...inputs.headers, Authorization: "Bearer two" } };
  await mcpServer.update(on.deploy(), id, state, rotated);
  expect((await on.api.mcpServers.get(id)).headers).toEqual([
    { key: "Authorization", value: "Bearer two" },
    { key: "X-Team", value: "platform" },
  ]);
});

describe("a diff", () => {
  it.each([
    ["a trailing slash", { ...inputs, url: "https://mcp.example.com/search" }],
    ["the order of headers", { ...inputs, headers: { "X-Team": "platform", Authorization: "Bearer one" } }],
    ["the case of a header's name", { ...inputs, headers: { authorization: "Bearer one", "x-team": "platform" } }],
    ["the default authType", { ...inputs, authType: "headers" }],
  ])("does not report %s", async (_, same) => {
    const { id, state } = await mcpServer.create(on.deploy(), inputs);
    on.writes();
    expect(mcpServer.diff(ID, state, same).changes).toBe(false);
    await mcpServer.update(on.deploy(), id, state, same);
    expect(on.writes()).toEqual([]);
  });

  it.each([
    ["name", { ...inputs, name: "find" }],
    ["vendorId", { ...inputs, vendorId: "acme" }],
    ["externalSystemId", { ...inputs, externalSystemId: "42" }],
  ])(
    "of %s replaces the server and deletes the old one first, because the API refuses two with one URL",
    (property, changed) => {
      expect(mcpServer.diff(ID, inputs, changed)).toEqual({
        changes: true,
        changed: [property],
        replaces: [property],
        deleteBeforeReplace: true,
      });
    },
  );

  it.each([
    ["url", { ...inputs, url: UNKNOWN }],
    ["headers", { ...inputs, headers: { Authorization: UNKNOWN } }],
    ["headers", { ...inputs, headers: UNKNOWN }],
  ])("reports a %s that is not known yet as a change in place", (property, changed) => {
    expect(mcpServer.diff(ID, inputs, changed)).toMatchObject({ changed: [property], replaces: [] });
  });
});

it("clears what the program no longer sets", async () => {
  const { id, state } = await mcpServer.create(on.deploy(), { ...inputs, authType: "oauth", oauthProviderId: ID });
  const { headers: _, ...without } = inputs;
  await mcpServer.update(on.deploy(), id, state, without);
  const cleared = await on.api.mcpServers.get(id);
  expect(cleared).toMatchObject({ headers: [], auth_type: "headers" });
  expect(cleared.oauth_provider_id ?? null).toBeNull();
});

it("reports no change when the program drops what the API cannot clear", async () => {
  const oauth = { name: "o", url: inputs.url, authType: "oauth", oauthMode: "per_user_dynamic_client" };
  const { id, state } = await mcpServer.create(on.deploy(), oauth);
  const dropped = { name: "o", url: inputs.url, authType: "oauth" };
  const updated = await mcpServer.update(on.deploy(), id, state, dropped);
  expect(mcpServer.diff(id, updated, dropped).changes).toBe(false);
});

it("shows a change made outside Pulumi, but not the API's own defaults", async () => {
  const { id, state } = await mcpServer.create(on.deploy(), inputs);
  await on.api.mcpServers.update(id, { url: "https://elsewhere.example.com", headers: [] });
  const read = await mcpServer.read(on.deploy(), id, state);
  expect(read?.inputs).toEqual({ name: "search", url: "https://elsewhere.example.com", headers: {} });
});

it("keeps the headers in the state if the key may not see them", async () => {
  const blind = on.deploy("blind");
  const { id, state } = await mcpServer.create(on.deploy(), inputs);
  const read = await mcpServer.read(blind, id, state);
  expect(read?.inputs).toEqual(inputs);
  expect(read?.state).toMatchObject({ headers: inputs.headers, canInvoke: false });
});

it("is read completely from the id alone", async () => {
  const { id } = await mcpServer.create(on.deploy(), { ...inputs, vendorId: "acme" });
  expect((await mcpServer.read(on.deploy(), id))?.inputs).toEqual({ ...inputs, vendorId: "acme" });
});
