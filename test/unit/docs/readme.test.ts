/** The lists of README name every argument and output of the resources, so that a new one is not left out. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { AgentInputsSchema } from "../../../provider/inputs/agent";
import { McpServerInputsSchema } from "../../../provider/inputs/mcp-server";

const README = readFileSync(join(__dirname, "../../../README.md"), "utf8");

/** Arguments that both resources have, which README describes below their lists. */
const COMMON = ["adopt"];

it.each([
  ["Agent", AgentInputsSchema],
  ["McpServer", McpServerInputsSchema],
])("README lists every argument of %s", (name, schema) => {
  const [, item = ""] = new RegExp(`^- \\*\\*\`${name}\`\\*\\*: ((?:.|\\n {2})*)`, "m").exec(README) ?? [];
  const named = [...item.matchAll(/`(\w+)/g)].map(([, word]) => word);
  const expected = Object.keys(schema.shape).filter((key) => !key.startsWith("__") && !COMMON.includes(key));
  expect(named).toEqual(expect.arrayContaining(expected));
});
