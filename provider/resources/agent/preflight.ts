/** Checks, before an agent gets tools, that their MCP servers are registered and may be called. */
import { ApiError } from "../../client/errors";
import type { AgentInputs, ToolInputs } from "../../inputs/agent";
import { propertyPath } from "../../helpers/property-path";
import { closest, quoted } from "../../helpers/text";
import { normalUrl } from "../../helpers/url";
import type { McpServer } from "../../wire";
import { ExpectedError } from "../errors";
import type { Context } from "../resource";
import type { ToolLists } from "../tool-lists";

interface ToolUse {
  /** For example `subagents[0].tools[1]`. */
  readonly property: string;
  readonly tool: ToolInputs;
}

/**
 * Each tool's server has to be registered, and to have the tool: the API accepts any URL and any name, and only a run would
 * show that the tool cannot be called. One list of servers, and one of each server's tools, serve all agents of a
 * deployment.
 *
 * @throws ExpectedError naming each tool, its URL and what to write
 */
export async function preflight({ inventory, log }: Context, inputs: AgentInputs): Promise<void> {
  const uses = toolsOf(inputs);
  if (uses.length === 0) {
    return;
  }
  try {
    if (problems(uses, await inventory.mcpServers()).length > 0) {
      // Registered since the list was fetched, by another program perhaps.
      throwIfAny(problems(uses, await inventory.mcpServers({ again: true })));
    }
  } catch (error) {
    if (!(error instanceof ApiError && error.status === 403)) {
      throw error;
    }
    log(`${inputs.name}: the API key may not list MCP servers, so whether its tools can be called was not checked`);
    return;
  }
  if (inventory.tools) {
    throwIfAny(await missingTools(inventory.tools, uses, log));
  }
}

function throwIfAny(lines: readonly string[]): void {
  if (lines.length > 0) {
    throw new ExpectedError(lines.join("\n"));
  }
}

/** Tools that their servers do not have. A server that cannot be asked is no reason not to deploy. */
async function missingTools(
  lists: ToolLists,
  uses: readonly ToolUse[],
  log: (line: string) => void,
): Promise<string[]> {
  const urls = [...new Set(uses.map(({ tool }) => normalUrl(tool.mcpServerUrl)))];
  const lines = urls.map(async (url) => {
    const there = uses.filter(({ tool }) => normalUrl(tool.mcpServerUrl) === url);
    const list = await lists.at(
      url,
      there.map(({ tool }) => tool.name),
    );
    if ("names" in list) {
      return there.flatMap((use) => (list.names.includes(use.tool.name) ? [] : [missing(use, list.names)]));
    }
    if (!list.isSaid) {
      list.isSaid = true;
      log(`whether the MCP server ${url} has the tools that agents use was not checked: ${list.problem}`);
    }
    return [];
  });
  return (await Promise.all(lines)).flat();
}

function missing({ property, tool: { name, mcpServerUrl } }: ToolUse, names: readonly string[]): string {
  const meant = closest(name, names);
  const shown = [...names.slice(0, MOST_NAMES).map(quoted), ...(names.length > MOST_NAMES ? ["…"] : [])].join(", ");
  return (
    `${property}: the MCP server ${mcpServerUrl} has no tool "${name}"` +
    (meant === undefined
      ? ` (its tools: ${shown || "none"}): write one of them, or set deepagents:verifyTools to false if the tool will be there`
      : `: did you mean ${quoted(meant)}?`)
  );
}

const MOST_NAMES = 8;

function toolsOf(inputs: AgentInputs): ToolUse[] {
  const uses = (tools: readonly ToolInputs[] | undefined, ...path: PropertyKey[]): ToolUse[] =>
    (tools ?? []).map((tool, index) => ({ property: propertyPath([...path, "tools", index]), tool }));
  return [
    ...uses(inputs.tools),
    ...(inputs.subagents ?? []).flatMap((subagent, index) => uses(subagent.tools, "subagents", index)),
  ];
}

function problems(uses: readonly ToolUse[], servers: readonly McpServer[]): string[] {
  return uses.flatMap(({ property, tool }) => {
    const url = normalUrl(tool.mcpServerUrl);
    const matching = servers.filter((server) => normalUrl(server.url) === url);
    const what = `${property}: the tool "${tool.name}" is on ${tool.mcpServerUrl}`;
    if (matching.length === 0) {
      return [
        `${what}, where no MCP server is registered: declare new deepagents.McpServer("…", { url: "${tool.mcpServerUrl}" }) ` +
          "and pass it to the tool as mcpServer",
      ];
    }
    return matching.some((server) => server.can_invoke !== false)
      ? []
      : [`${what}, which is registered, but the API key may not invoke it: ask its owner for the permission`];
  });
}
