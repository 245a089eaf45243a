/** How an MCP server is registered, found again and changed. */
import type { Api } from "../../client";
import { ConflictError } from "../../client/errors";
import { hasUnknown, withoutUndefined } from "../../helpers/json";
import { normalUrl } from "../../helpers/url";
import type { McpServerInputs } from "../../inputs/mcp-server";
import { OWNER_PREFIX } from "../../inputs/owner";
import type { CreateMcpServerRequest, McpServer, UpdateMcpServerRequest } from "../../wire";
import { ExpectedError } from "../errors";
import type { Kind } from "../take-over";
import { changedFields, inputsFrom, isReplacing, patchFor, toWireHeaders } from "./fields";

export const MCP_SERVER: Kind<McpServerInputs, McpServer, UpdateMcpServerRequest> = {
  noun: "MCP server",
  adoptHint: "write the id of a registered server, or leave adopt out to register a new one",
  get: (api, id) => api.mcpServers.get(id),
  ownerOf: ({ external_system_id: mark }) => (mark?.startsWith(OWNER_PREFIX) === true ? mark : undefined),
  leftover: (inventory, inputs) => inventory.leftoverServer((server) => isOurs(server, inputs)),
  inputsFrom,
  changed: changedFields,
  patchFor,
  managedBy: (before, inputs) => ({ ...before, ...inputs }),
  create: register,
  update: (api, id, { patch }, findOutcome) => api.mcpServers.update(id, patch, findOutcome),

  refuseAdoption(id, before, inputs) {
    const fixed = changedFields(before, inputs).filter((field) => isReplacing(field) && !hasUnknown(inputs[field]));
    if (fixed.length > 0) {
      const wanted = fixed.map((field) => `${field}: ${JSON.stringify(before[field] ?? null)}`).join(", ");
      throw new ExpectedError(
        `adopt: the API cannot change ${fixed.join(", ")} of the MCP server ${id}: write { ${wanted} }, as it is there`,
      );
    }
  },
};

async function register(api: Api, inputs: McpServerInputs): Promise<McpServer> {
  const findOutcome = async (): Promise<McpServer | undefined> =>
    (await api.mcpServers.list()).find((server) => isOurs(server, inputs));
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

/** The mark that the server carries; none if the program uses the field for an identifier of its own. */
function markOf(inputs: McpServerInputs): string | undefined {
  return inputs.externalSystemId === undefined ? inputs.__owner : undefined;
}

/**
 * Whether `server` was registered for these inputs. The mark cannot be changed later, so a server whose resource was
 * renamed still has the old one. It proves something only together with the name and the URL, which are unique.
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
