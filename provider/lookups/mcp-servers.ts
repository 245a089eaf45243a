/** Look-ups of registered MCP servers and their tools. Headers are credentials, so no look-up returns them. */
import type { Api } from "../client";
import { ExpectedError } from "../resources/errors";
import { inputsFrom } from "../resources/mcp-server/fields";
import type { GetMcpServerArgs, GetMcpToolsArgs } from "../inputs/lookups";
import { withoutUndefined } from "../helpers/json";
import { OWNER_PREFIX } from "../inputs/owner";
import { closest } from "../helpers/text";
import { normalUrl } from "../helpers/url";
import type { McpServer, McpTool } from "../wire";

export async function getMcpServer(api: Api, wanted: GetMcpServerArgs) {
  const servers = await api.mcpServers.list();
  const server = servers.find(
    ({ id, name, url }) =>
      id === wanted.id ||
      name === wanted.name ||
      (wanted.url !== undefined && normalUrl(url) === normalUrl(wanted.url)),
  );
  if (!server) {
    const what = wanted.id ?? wanted.url ?? `named "${wanted.name ?? ""}"`;
    const meant =
      wanted.name === undefined
        ? undefined
        : closest(
            wanted.name,
            servers.map(({ name }) => name),
          );
    throw new ExpectedError(
      `no MCP server ${what} is registered, or the API key may not see it${meant === undefined ? "" : `: did you mean "${meant}"?`}`,
    );
  }
  return resultOf(server);
}

export async function getMcpServers(api: Api) {
  return { servers: (await api.mcpServers.list()).map(resultOf) };
}

export async function getMcpTools(api: Api, { mcpServerUrl, names, forceRefresh, oauthProviderId }: GetMcpToolsArgs) {
  const query = {
    ...(forceRefresh === undefined ? {} : { forceRefresh }),
    ...(oauthProviderId === undefined ? {} : { oauthProviderId }),
  };
  const offered = await api.mcpTools.list(mcpServerUrl, query);
  const tools = names === undefined ? offered.tools : chosen(names, offered.tools, mcpServerUrl);
  return withoutUndefined({
    mcpServerUrl,
    tools: tools.map(({ name, description, inputSchema, annotations }) => ({
      name,
      description,
      inputSchema,
      annotations,
    })),
    toolArgs: Object.fromEntries(tools.map(({ name }) => [name, { name, mcpServerUrl }])),
    fetchedAt: offered.fetched_at,
  });
}

function chosen(names: readonly string[], tools: readonly McpTool[], url: string): McpTool[] {
  const offered = tools.map(({ name }) => name);
  const missing = names.filter((name) => !offered.includes(name));
  if (missing.length > 0) {
    const lines = missing.map((name) => {
      const meant = closest(name, offered);
      return `"${name}"${meant === undefined ? "" : ` (did you mean "${meant}"?)`}`;
    });
    throw new ExpectedError(
      `the MCP server at ${url} has no tool ${lines.join(", ")}; it has: ${offered.join(", ") || "none"}`,
    );
  }
  return names.flatMap((name) => tools.find((tool) => tool.name === name) ?? []);
}

function resultOf(server: McpServer) {
  const { headers: _, externalSystemId, adopt: __, __owner, ...inputs } = inputsFrom(server);
  return withoutUndefined({
    ...inputs,
    id: server.id,
    // The mark of ownership is not an identifier that the program set.
    externalSystemId: externalSystemId?.startsWith(OWNER_PREFIX) === true ? undefined : externalSystemId,
    createdAt: server.created_at,
    updatedAt: server.updated_at,
    // "Omitted when ambient permissions already imply invoke."
    canInvoke: server.can_invoke ?? true,
  });
}
