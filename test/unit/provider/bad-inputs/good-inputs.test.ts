import { agent } from "../../../../provider/resources/agent/agent";
import { mcpConnection } from "../../../../provider/resources/mcp-connection/mcp-connection";
import { mcpServer } from "../../../../provider/resources/mcp-server/mcp-server";
import { propertyPath } from "../../../../provider/helpers/property-path";
import { UNKNOWN } from "../../../../provider/helpers/json";
import { FULL_AGENT, FULL_MCP_CONNECTION, FULL_MCP_SERVER, GOOD_AGENTS, GOOD_MCP_SERVERS } from "./good-inputs";
import { pathsIn, randomFrom, withValueAt } from "./random";

/** How a reason goes on after the property. */
const SENTENCE = /^(is|has|must|may|says|cannot|repeats|matches|needs|belongs|contradicts|names|ends) /;

type Inputs = Readonly<Record<string, unknown>>;

it.each(GOOD_AGENTS)("accepts an agent with %s", (_says, inputs) => {
  expect(agent.check(inputs)).toEqual([]);
});

it.each(GOOD_MCP_SERVERS)("accepts an MCP server with %s", (_says, inputs) => {
  expect(mcpServer.check(inputs)).toEqual([]);
});

it("has at least 40 cases", () => {
  expect(GOOD_AGENTS.length + GOOD_MCP_SERVERS.length).toBeGreaterThanOrEqual(40);
});

describe.each([
  ["agent", agent, FULL_AGENT],
  ["MCP server", mcpServer, FULL_MCP_SERVER],
  ["MCP connection", mcpConnection, FULL_MCP_CONNECTION],
])("a value of an %s that is not known yet", (_kind, resource, full) => {
  it.each(pathsIn(full).map((path) => [propertyPath(path), path] as const))("is accepted as %s", (_property, path) => {
    expect(resource.check(withValueAt(full, path, UNKNOWN) as Inputs)).toEqual([]);
  });

  it("is accepted beside others", () => {
    const random = randomFrom(20_260_630);
    const paths = pathsIn(full);
    const rounds = Array.from({ length: 500 }, () => {
      const chosen = paths.filter(() => random() < 0.15);
      const inputs = chosen.reduce<unknown>((value, path) => withValueAt(value, path, UNKNOWN), full);
      return { unknown: chosen.map(propertyPath), failures: resource.check(inputs as Inputs) };
    });
    expect(rounds.filter(({ failures }) => failures.length > 0)).toEqual([]);
  });
});

describe("inputs of any shape", () => {
  const junk = [
    null,
    0,
    -1.5,
    true,
    "",
    " ",
    "x",
    [],
    [[]],
    {},
    { name: null },
    [null],
    [{}],
    { "": { "": null } },
    UNKNOWN,
  ];

  it.each([
    ["agent", agent, FULL_AGENT],
    ["MCP server", mcpServer, FULL_MCP_SERVER],
    ["MCP connection", mcpConnection, FULL_MCP_CONNECTION],
  ])("never make the check of an %s throw", (_kind, resource, full) => {
    const random = randomFrom(7);
    const paths = pathsIn(full);
    const failures = Array.from({ length: 2000 }, () => {
      const inputs = paths
        .filter(() => random() < 0.1)
        .reduce<unknown>((value, path) => withValueAt(value, path, junk[Math.floor(random() * junk.length)]), full);
      return resource.check(inputs as Inputs);
    }).flat();
    expect(failures.length).toBeGreaterThan(1000);
    expect(failures.filter(({ property, reason }) => property === "" || !SENTENCE.test(reason))).toEqual([]);
  });
});
