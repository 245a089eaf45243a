/**
 * The whole life of each kind of resource, on the emulator. With DEEPAGENTS_TEST_LIVE=1 it runs on the service that
 * LANGSMITH_ENDPOINT and LANGSMITH_API_KEY name, where it creates and deletes one agent and one MCP server.
 */
import { randomUUID } from "node:crypto";
import { type Api, ApiClient, apiOver } from "../../../../provider/client";
import { agent } from "../../../../provider/resources/agent/agent";
import { Inventory } from "../../../../provider/resources/inventory";
import { mcpServer } from "../../../../provider/resources/mcp-server/mcp-server";
import type { Context, Properties, Resource } from "../../../../provider/resources/resource";
import { resolveConfig } from "../../../../provider/config/config";
import { onEmulator, type OnEmulator } from "./on-emulator";

const LIVE = process.env.DEEPAGENTS_TEST_LIVE === "1";
// A random name, so that the test does not interfere with existing objects or with another run.
const name = `lifecycle test ${randomUUID()}`;
const mark = `pulumi:${randomUUID()}:0000000000000000`;

const subjects: [string, Resource, Properties, Properties, string[]][] = [
  [
    "Agent",
    agent,
    {
      name,
      description: "Made by a test.",
      systemPrompt: "You answer questions.\n\nBe brief.\n",
      model: "anthropic:claude-sonnet-4-6",
      backend: { type: "default" },
      permissions: { visibility: "user" },
      subagents: [{ name: "writer", description: "Writes.", instructions: "Write well." }],
      skills: [{ name: "summarize", description: "How to.", instructions: "Short.", files: { "a/b.md": "text" } }],
      files: { "docs/style.md": "Plain words." },
      extras: { team: "platform" },
      __owner: mark,
    },
    { systemPrompt: "You answer in verse.", files: { "docs/style.md": "Fancy words." } },
    ["systemPrompt", "files"],
  ],
  [
    "McpServer",
    mcpServer,
    { name, url: `https://${randomUUID()}.example.com/mcp/`, headers: { Authorization: "Bearer one" }, __owner: mark },
    { headers: { Authorization: "Bearer two", "X-Team": "platform" } },
    ["headers"],
  ],
];

let on: OnEmulator | undefined;
beforeAll(async () => {
  on = LIVE ? undefined : await onEmulator();
});
afterAll(() => on?.emulator.close());

function deploy(): Context {
  const live = (): Api => apiOver(new ApiClient(resolveConfig(undefined, process.env)));
  const { signal } = new AbortController();
  const silent = (): void => undefined;
  return (
    on?.deploy() ?? {
      api: live(),
      connect: live,
      inventory: new Inventory(live),
      log: silent,
      logWithUrls: silent,
      signal,
    }
  );
}

it.each(subjects)(
  "%s is checked, created, read without a diff, updated, deleted, and deleted again",
  async (...subject) => {
    const [, resource, inputs, change, changed] = subject;
    expect(resource.check(inputs)).toEqual([]);
    const { id, state } = await resource.create(deploy(), inputs);
    try {
      expect(state).toMatchObject(inputs);
      expect((await resource.read(deploy(), id, state))?.inputs).toEqual(inputs);
      expect(resource.diff(id, state, inputs)).toMatchObject({ changes: false, changed: [], replaces: [] });

      const edited = { ...inputs, ...change };
      expect(resource.diff(id, state, edited)).toMatchObject({ changes: true, changed, replaces: [] });
      const updated = await resource.update(deploy(), id, state, edited);
      expect(updated).toMatchObject(edited);
      expect((await resource.read(deploy(), id, updated))?.inputs).toEqual(edited);
    } finally {
      await resource.delete(deploy(), id, state);
    }
    expect(await resource.read(deploy(), id, state)).toBeUndefined();
    await expect(resource.delete(deploy(), id, state)).resolves.toBeUndefined();
  },
);
