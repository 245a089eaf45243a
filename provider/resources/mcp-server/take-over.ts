/** How an MCP server is registered, found again and changed. */
import type { Api } from "../../client";
import { ConflictError } from "../../client/errors";
import { hasUnknown, withoutUndefined } from "../../helpers/json";
import { normalUrl } from "../../helpers/url";
import type { McpServerInputs } from "../../inputs/mcp-server";
import { ofOneStack, OWNER_PREFIX, whoseMark } from "../../inputs/owner";
import type { CreateMcpServerRequest, McpServer, UpdateMcpServerRequest } from "../../wire";
import { ExpectedError } from "../errors";
import type { Context } from "../resource";
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
  create: (context, inputs) => explained(context, inputs, undefined, () => register(context.api, inputs)),
  update: (context, id, { patch, inputs }, findOutcome) =>
    explained(context, inputs, id, () => context.api.mcpServers.update(id, patch, findOutcome)),

  refuseAdoption(id, before, inputs) {
    const fixed = fixedFields(before, inputs).filter((field) => !hasUnknown(inputs[field]));
    if (fixed.length > 0) {
      throw new ExpectedError(
        `adopt: the API cannot change ${fixed.join(", ")} of the MCP server ${id}: ` +
          `write ${asWritten(before, fixed)}, as it is there`,
      );
    }
  },
};

function register(api: Api, inputs: McpServerInputs): Promise<McpServer> {
  const findOutcome = async (): Promise<McpServer | undefined> =>
    (await api.mcpServers.list()).find((server) => isOurs(server, inputs));
  return api.mcpServers.create(createRequest(inputs), markOf(inputs) === undefined ? undefined : findOutcome);
}

/**
 * Names and URLs are unique in a workspace.
 *
 * @param id the server that is changed; none if one is registered
 * @throws ExpectedError that says who has this name or URL already, and what to do
 */
async function explained<T>(
  { inventory }: Context,
  inputs: McpServerInputs,
  id: string | undefined,
  send: () => Promise<T>,
): Promise<T> {
  try {
    return await send();
  } catch (error) {
    if (!(error instanceof ConflictError)) {
      throw error;
    }
    const taken = (await inventory.mcpServers({ again: true })).find(
      (server) => server.id !== id && (server.name === inputs.name || hasUrl(server, inputs)),
    );
    if (!taken) {
      throw error;
    }
    throw new ExpectedError(
      inventory.has(taken.id) ||
        (ofOneStack(taken.external_system_id ?? undefined, inputs.__owner) && !isLeftover(taken, inputs))
        ? takenInStack(taken, inputs, id, inventory.nameOf(taken.external_system_id))
        : takenInWorkspace(taken, inputs, id),
    );
  }
}

/** What the stack has, `adopt` is refused for: the advice is another one then. */
function takenInStack(taken: McpServer, inputs: McpServerInputs, id: string | undefined, name?: string): string {
  // The name of another resource may be a secret; this one's is not quoted then.
  const called =
    taken.name === inputs.name ? `"${taken.name}" (${taken.id})` : `${taken.id} (see \`pulumi stack --show-ids\`)`;
  const found = `this stack already has an MCP server with this ${sameIn(taken, inputs)}: ${called}. The API does not allow two`;
  if (id !== undefined) {
    return (
      `${found}\n  Use that one for both, or choose another URL\n` +
      "  To swap the URLs of two servers, first give one of them a third URL, and run `pulumi up`"
    );
  }
  if (name !== undefined) {
    const alias = name.startsWith("urn:") ? JSON.stringify(name) : `{ name: ${JSON.stringify(name)} }`;
    return (
      `${found}\n  The stack has it as ${name}. If that is this resource under its former name, write the option ` +
      `aliases: [${alias}]\n  If it is another one, use that one for both, or choose another name and URL`
    );
  }
  return [
    found,
    "  If another resource has it, use that one for both, or choose another name and URL",
    '  If it is this resource under the name that it had before, write the option aliases: [{ name: "…" }] with that name',
    "  If it is the one that this resource replaces, leave out deleteBeforeReplace: false, so that it is deleted first",
    `  If no resource has it any more, add adopt: "${taken.id}"`,
  ].join("\n");
}

function takenInWorkspace(taken: McpServer, inputs: McpServerInputs, id: string | undefined): string {
  const at = hasUrl(taken, inputs) ? "" : ` at ${taken.url}`;
  const found = `the workspace already has an MCP server with this ${sameIn(taken, inputs)}: "${taken.name}"${at}`;
  if (id !== undefined) {
    return `${found}. Choose another`;
  }
  const before = inputsFrom(taken, inputs);
  const fixed = fixedFields(before, inputs);
  const too = fixed.length === 0 ? "" : `, and write ${asWritten(before, fixed)}, which the API cannot change,`;
  const takeOver = `dd adopt: "${taken.id}"${too} to take it over`;
  const mark = MCP_SERVER.ownerOf(taken);
  if (isLeftover(taken, inputs)) {
    return `${found}, left behind by an interrupted deployment. A${takeOver}, or choose another name and URL`;
  }
  if (mark !== undefined) {
    return (
      `${found}, with the mark of ${whoseMark(mark)}\n` +
      `  If that has it, refer to it in this program (getMcpServer), or choose another name and URL\n  If not, a${takeOver}`
    );
  }
  return `${found}. A${takeOver}, or choose another name and URL`;
}

function sameIn(taken: McpServer, inputs: McpServerInputs): string {
  const same = [...(taken.name === inputs.name ? ["name"] : []), ...(hasUrl(taken, inputs) ? ["URL"] : [])];
  return same.join(" and ");
}

function hasUrl({ url }: McpServer, inputs: McpServerInputs): boolean {
  return normalUrl(url) === normalUrl(inputs.url);
}

/** Whether the server was registered for this very resource, under another name or URL. */
function isLeftover({ external_system_id: mark }: McpServer, inputs: McpServerInputs): boolean {
  return markOf(inputs) !== undefined && mark === markOf(inputs);
}

/** The fields that would have to change, and that the API cannot change. */
function fixedFields(before: McpServerInputs, inputs: McpServerInputs): ReturnType<typeof changedFields> {
  return changedFields(before, inputs).filter(isReplacing);
}

function asWritten(inputs: McpServerInputs, fields: ReturnType<typeof changedFields>): string {
  return `{ ${fields.map((field) => `${field}: ${JSON.stringify(inputs[field] ?? null)}`).join(", ")} }`;
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
    mark !== undefined && server.external_system_id === mark && server.name === inputs.name && hasUrl(server, inputs)
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
