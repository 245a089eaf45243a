import type { dynamic } from "@pulumi/pulumi";
import { dynamicProvider } from "../../../../provider/dynamic/adapter";
import { agent } from "../../../../provider/resources/agent/agent";
import { mcpConnection } from "../../../../provider/resources/mcp-connection/mcp-connection";
import { mcpServer } from "../../../../provider/resources/mcp-server/mcp-server";
import type { Resource } from "../../../../provider/resources/resource";
import { type Emulator, startEmulator } from "../../../../emulator/index";
import { BAD_AGENTS } from "./agent";
import type { BadInput } from "./bad-input";
import { BAD_MCP_CONNECTIONS } from "./mcp-connection";
import { BAD_MCP_SERVERS, CANARY } from "./mcp-server";

/** Long enough for two suggestions; a value of any size in a reason would not fit. */
const LONGEST_REASON = 250;

let emulator: Emulator;
beforeAll(async () => {
  emulator = await startEmulator({ strict: true });
});
afterAll(() => emulator.close());

function throughAdapter(resource: Resource, inputs: BadInput["inputs"]): Promise<dynamic.CheckResult> {
  const provider = dynamicProvider(resource);
  const settings: Record<string, string> = {
    "deepagents:apiKey": emulator.apiKey,
    "deepagents:endpoint": emulator.url,
  };
  const config = { get: (key: string) => settings[key], require: (key: string) => settings[key] ?? "" };
  return Promise.resolve(provider.configure?.({ config })).then(
    () => provider.check?.({}, inputs) ?? Promise.reject(new Error("no check")),
  );
}

describe.each([
  ["agent", agent, BAD_AGENTS],
  ["MCP server", mcpServer, BAD_MCP_SERVERS],
  ["MCP connection", mcpConnection, BAD_MCP_CONNECTIONS],
])("a bad %s", (_kind, resource, groups) => {
  const cases = Object.entries(groups).flatMap(([group, entries]) =>
    entries.map((entry): [string, BadInput] => [`${group}: ${entry.says}`, entry]),
  );

  it.each(cases)("%s", async (_says, { inputs, properties, reason }) => {
    const failures = resource.check(inputs);
    expect(failures.map(({ property }) => property).sort()).toEqual([...properties].sort());
    if (reason) {
      expect(failures.map((failure) => failure.reason)).toContainEqual(expect.stringMatching(reason));
    }
    for (const failure of failures) {
      expect(failure.reason.length).toBeLessThanOrEqual(LONGEST_REASON);
      expect(failure.reason).not.toMatch(/invalid|undefined|\[object|04da6b54/i);
    }
    expect(JSON.stringify(failures)).not.toContain(CANARY);

    const { failures: shown } = await throughAdapter(resource, inputs);
    expect(shown).toEqual(
      failures.map((failure) => ({ property: "", reason: `${failure.property} ${failure.reason}` })),
    );
    expect(emulator.requests).toEqual([]);
  });
});

it("has at least 150 cases", () => {
  const groups = [...Object.values(BAD_AGENTS), ...Object.values(BAD_MCP_SERVERS)];
  expect(groups.flat().length).toBeGreaterThanOrEqual(150);
});
