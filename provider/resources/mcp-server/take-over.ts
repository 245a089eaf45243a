/** Registering an MCP server, unless there is one already that should become it. */
import type { Api } from "../../client";
import { ConflictError, findOrUndefined } from "../../client/errors";
import type { McpServerInputs } from "../../inputs/mcp-server";
import { withoutUndefined, hasUnknown } from "../../helpers/json";
import { normalUrl } from "../../helpers/url";
import type { CreateMcpServerRequest, McpServer } from "../../wire";
import { ExpectedError } from "../errors";
import type { Context } from "../resource";
import { changedFields, inputsFrom, isReplacing, patchFor, toWireHeaders } from "./fields";

/** The server that `inputs` describe: adopted by id, left behind by an interrupted deployment, or new. */
export async function makeOrTakeOver(context: Context, inputs: McpServerInputs): Promise<McpServer> {
  const { api, inventory: deployment, log } = context;
  if (inputs.adopt !== undefined) {
    deployment.adopts(inputs.adopt);
    const { server, before } = await adopted(api, inputs.adopt, inputs);
    log(`${inputs.name}: adopting the MCP server ${server.id}`);
    return (await change(api, server.id, before, inputs)) ?? server;
  }
  const isIt = (server: McpServer): boolean => isOurs(server, inputs);
  const leftover = await deployment.leftoverServer(isIt);
  const server = leftover && (await findOrUndefined(api.mcpServers.get(leftover)));
  if (server) {
    deployment.takesOver(server.id);
    log(`${inputs.name}: taking over the MCP server ${server.id}, which an interrupted deployment left behind`);
    return (await change(api, server.id, inputsFrom(server), inputs)) ?? server;
  }
  return register(api, inputs, isIt);
}

/**
 * The server to adopt, and what of it the program manages: what it does not set stays as it is.
 *
 * @throws DeploymentError when there is no such server, or what the program says cannot be changed on it
 */
export async function adopted(
  api: Api,
  id: string,
  inputs: McpServerInputs,
): Promise<{ server: McpServer; before: McpServerInputs }> {
  const server = await findOrUndefined(api.mcpServers.get(id));
  if (!server) {
    throw new ExpectedError(
      `adopt: there is no MCP server ${id}, or the API key may not see it: write the id of a registered server, ` +
        "or leave adopt out to register a new one",
    );
  }
  const before = inputsFrom(server, inputs, "unset");
  const fixed = changedFields(before, inputs).filter((field) => isReplacing(field) && !hasUnknown(inputs[field]));
  if (fixed.length > 0) {
    const wanted = fixed.map((field) => `${field}: ${JSON.stringify(before[field] ?? null)}`).join(", ");
    throw new ExpectedError(
      `adopt: the API cannot change ${fixed.join(", ")} of the MCP server ${id}: write { ${wanted} }, as it is there`,
    );
  }
  return { server, before };
}

/** Changes a server from `before` to `inputs`. Sends nothing, and returns nothing, when they mean the same. */
export async function change(
  api: Api,
  id: string,
  before: McpServerInputs,
  inputs: McpServerInputs,
): Promise<McpServer | undefined> {
  const patch = patchFor(before, inputs);
  const findOutcome = async (): Promise<McpServer | undefined> => {
    const server = await api.mcpServers.get(id);
    // Headers that the API hides may not have arrived. To send them twice does no harm.
    const now = inputsFrom(server, { ...before, ...inputs }, "unset");
    return Object.keys(patchFor(now, inputs)).length === 0 ? server : undefined;
  };
  return Object.keys(patch).length === 0 ? undefined : api.mcpServers.update(id, patch, findOutcome);
}

async function register(api: Api, inputs: McpServerInputs, isIt: (server: McpServer) => boolean): Promise<McpServer> {
  const findOutcome = async (): Promise<McpServer | undefined> => (await api.mcpServers.list()).find(isIt);
  try {
    return await api.mcpServers.create(createRequest(inputs), markOf(inputs) === undefined ? undefined : findOutcome);
  } catch (error) {
    if (!(error instanceof ConflictError)) {
      throw error;
    }
    const taken = (await api.mcpServers.list()).find(
      ({ name, url }) => name === inputs.name || normalUrl(url) === normalUrl(inputs.url),
    );
    if (!taken) {
      throw error;
    }
    const whose = taken.external_system_id === markOf(inputs) ? ", left behind by an interrupted deployment" : "";
    throw new ExpectedError(
      `the workspace already has an MCP server with this name or URL: "${taken.name}" at ${taken.url}${whose}. Add ` +
        `adopt: "${taken.id}" to take it over, or choose another name and URL`,
    );
  }
}

/** The mark that the server carries; none where the program uses the field for an identifier of its own. */
function markOf(inputs: McpServerInputs): string | undefined {
  return inputs.externalSystemId === undefined ? inputs.__owner : undefined;
}

/**
 * Whether `server` was registered for these inputs. The mark cannot be changed later, so a server whose resource was
 * renamed still has the old one: only together with name and URL, which are unique, does it prove anything.
 */
function isOurs(server: McpServer, inputs: McpServerInputs): boolean {
  const mark = markOf(inputs);
  return (
    mark !== undefined &&
    server.external_system_id === mark &&
    server.name === inputs.name &&
    normalUrl(server.url) === normalUrl(inputs.url)
  );
}

function createRequest(inputs: McpServerInputs): CreateMcpServerRequest {
  const headers = toWireHeaders(inputs.headers);
  return withoutUndefined({
    name: inputs.name,
    url: inputs.url,
    headers: headers.length > 0 ? headers : undefined,
    auth_type: inputs.authType,
    oauth_mode: inputs.oauthMode,
    oauth_provider_id: inputs.oauthProviderId,
    vendor_id: inputs.vendorId,
    external_system_id: inputs.externalSystemId ?? inputs.__owner,
  });
}
