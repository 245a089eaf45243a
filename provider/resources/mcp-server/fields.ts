/** Each input of an MCP server: how to read it from the server, how to compare it, and how PATCH carries it. */
import type { McpServerInputs } from "../../inputs/mcp-server";
import { normalUrl } from "../../helpers/url";
import type { McpServer, McpServerHeader, UpdateMcpServerRequest } from "../../wire";
import { sameMeaning } from "../../helpers/json";

interface Field<Value> {
  /** The value as the API returns it; `undefined` if it is unset or hidden. */
  readonly read: (server: McpServer) => Value | undefined;
  /** Brings all values that mean the same into one form. Defaults to the identity. */
  readonly normal?: (value: Value | undefined) => unknown;
  /** The part of a PATCH that sets or clears the value. Absent if the API cannot change it in place. */
  readonly patch?: (value: Value | undefined) => UpdateMcpServerRequest;
  /** Whether the API has no way to clear the value. Dropping it from the program then changes nothing. */
  readonly lasting?: boolean;
}

/** The inputs that exist on the server. The others tell Pulumi what to do. */
type FieldName = Exclude<keyof McpServerInputs, "adopt" | "__owner">;
type Fields = { readonly [Name in FieldName]-?: Field<NonNullable<McpServerInputs[Name]>> };

const FIELDS: Fields = {
  name: { read: (server) => server.name },
  url: {
    read: (server) => server.url,
    normal: (url) => url && normalUrl(url),
    patch: (url) => (url === undefined ? {} : { url }),
  },
  headers: {
    read: (server) => server.headers && fromWireHeaders(server.headers),
    normal: normalHeaders,
    patch: (headers) => ({ headers: toWireHeaders(headers) }),
  },
  authType: {
    read: (server) => server.auth_type || undefined,
    // The API has no value for "unset"; an unset type means static headers.
    normal: (authType) => authType ?? "headers",
    patch: (authType) => ({ auth_type: authType ?? "headers" }),
  },
  oauthMode: {
    read: (server) => server.oauth_mode || undefined,
    patch: (oauthMode) => (oauthMode === undefined ? {} : { oauth_mode: oauthMode }),
    // It has no effect once `auth_type` is `headers`.
    lasting: true,
  },
  oauthProviderId: {
    read: (server) => server.oauth_provider_id ?? undefined,
    patch: (id) => ({ oauth_provider_id: id ?? null }),
  },
  vendorId: { read: (server) => server.vendor_id ?? undefined },
  externalSystemId: { read: (server) => server.external_system_id ?? undefined },
};

const NAMES = Object.keys(FIELDS) as FieldName[];

/** Inputs that differ in meaning. */
export function changedFields(before: McpServerInputs, after: McpServerInputs): FieldName[] {
  return NAMES.filter((name) => !same(name, before, after));
}

/** Whether the API can change the input of a registered server. */
export function isReplacing(name: FieldName): boolean {
  return FIELDS[name].patch === undefined;
}

/** The PATCH that turns `before` into `after`; empty when they mean the same. */
export function patchFor(before: McpServerInputs, after: McpServerInputs): UpdateMcpServerRequest {
  return Object.assign({}, ...changedFields(before, after).map((name) => patch(name, after))) as UpdateMcpServerRequest;
}

/**
 * The inputs that would lead to `server`. With `managed`, only those that the program sets, because the API fills in
 * fields of its own. A value that means the same stays as the program wrote it.
 *
 * @param invisible what becomes of headers that the API hides from keys without invoke permission: carried on for a
 *   refresh, which must not report a change that it cannot see, or unset where deciding to send nothing depends on it
 */
export function inputsFrom(
  server: McpServer,
  managed?: McpServerInputs,
  invisible: "carried on" | "unset" = "carried on",
): McpServerInputs {
  const actual = Object.fromEntries(NAMES.map((name) => [name, FIELDS[name].read(server)])) as McpServerInputs;
  if (!managed) {
    return actual;
  }
  const hidden = server.headers === undefined && invisible === "carried on";
  const visible = hidden ? { ...actual, headers: managed.headers } : actual;
  const kept = NAMES.filter((name) => managed[name] !== undefined).map((name) => [
    name,
    same(name, managed, visible) ? managed[name] : visible[name],
  ]);
  const { adopt, __owner } = managed;
  return { ...(Object.fromEntries(kept) as McpServerInputs), adopt, __owner };
}

export function toWireHeaders(headers: Readonly<Record<string, string>> = {}): McpServerHeader[] {
  return Object.entries(headers).map(([key, value]) => ({ key, value }));
}

function fromWireHeaders(headers: readonly McpServerHeader[]): Record<string, string> {
  return Object.fromEntries(headers.map(({ key, value }) => [key, value]));
}

/** Header names are case-insensitive (RFC 9110, 5.1), and their order means nothing. */
function normalHeaders(headers: Readonly<Record<string, string>> = {}): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}

function same(name: FieldName, before: McpServerInputs, after: McpServerInputs): boolean {
  const { normal = (value: unknown): unknown => value, lasting = false } = FIELDS[name] as Field<unknown>;
  return (lasting && after[name] === undefined) || sameMeaning(before[name] as unknown, after[name] as unknown, normal);
}

function patch(name: FieldName, inputs: McpServerInputs): UpdateMcpServerRequest {
  return (FIELDS[name] as Field<unknown>).patch?.(inputs[name]) ?? {};
}
