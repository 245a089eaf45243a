/** Checks, before an agent gets tools, that their MCP servers are registered and may be called. */
import { ApiError } from "../../client/errors";
import type { AgentInputs, ToolInputs } from "../../inputs/agent";
import { propertyPath } from "../../helpers/property-path";
import { normalUrl } from "../../helpers/url";
import type { McpServer } from "../../wire";
import { ExpectedError } from "../errors";
import type { Context } from "../resource";

interface ToolUse {
  /** For example `subagents[0].tools[1]`. */
  readonly property: string;
  readonly tool: ToolInputs;
}

/**
 * Each tool's server has to be registered: the API accepts any URL, and only a run would show that the tool cannot be
 * called. One list of servers serves all agents of a deployment.
 *
 * @throws ExpectedError naming each tool, its URL and the `McpServer` to declare
 */
export async function preflight({ inventory: deployment, log }: Context, inputs: AgentInputs): Promise<void> {
  const uses = toolsOf(inputs);
  if (uses.length === 0) {
    return;
  }
  try {
    if (problems(uses, await deployment.mcpServers()).length === 0) {
      return;
    }
    // Registered since the list was fetched, by another program perhaps.
    const lines = problems(uses, await deployment.mcpServers({ again: true }));
    if (lines.length > 0) {
      throw new ExpectedError(lines.join("\n"));
    }
  } catch (error) {
    if (!(error instanceof ApiError && error.status === 403)) {
      throw error;
    }
    log(`${inputs.name}: the API key may not list MCP servers, so whether its tools can be called was not checked`);
  }
}

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
