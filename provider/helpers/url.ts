/** URLs of MCP servers name the same server with and without trailing slashes: the API strips them when it matches. */
export function normalUrl(url: string): string {
  return url.replace(/\/+$/, "");
}

/** Whether a host is this machine, where plain http is accepted. */
export function isLoopback({ hostname }: Pick<URL, "hostname">): boolean {
  return /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/.test(hostname);
}

// The keys of interrupt rules: `{mcp_server_url}::{tool_name}`, or a bare tool name.

/** The key of a tool's interrupt rule: `{mcp_server_url}::{tool_name}`, the URL without trailing slashes. */
export function interruptKey(url: string, tool: string): string {
  return `${normalUrl(url)}::${tool}`;
}

/** An IPv6 address has colons of its own, in brackets at the start of the URL's authority. */
const KEY_WITH_URL = /^([a-z][a-z\d+.-]*:\/\/(?:\[[^\]]*\])?.*?)::(.*?)(?:::.*)?$/is;

/** The URL, without trailing slashes, and the tool name of a key; `undefined` for a bare tool name. */
export function partsOfKey(key: string): { readonly url: string; readonly tool: string } | undefined {
  const [, url, tool] = KEY_WITH_URL.exec(key) ?? [];
  return url === undefined || tool === undefined ? undefined : { url: normalUrl(url), tool };
}

/** Drops what the API ignores in an interrupt key: a trailing slash of the URL, and `::` parts after the tool name. */
export function normalKey(key: string): string {
  const parts = partsOfKey(key);
  return parts ? interruptKey(parts.url, parts.tool) : key;
}
