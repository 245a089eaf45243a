/** URLs of MCP servers, and the keys of interrupt rules, which contain one. */

/** A server's URL without trailing slashes, which the API ignores when it compares URLs. */
export function normalUrl(url: string): string {
  return url.replace(/\/+$/, "");
}

/** A URL without user info, query and fragment, which may be credentials. What is no URL stays as it is. */
export function publicUrl(text: string): string {
  const url = URL.parse(text);
  return url && (url.username || url.password || url.search || url.hash)
    ? text.replace(/^([a-z][a-z\d+.-]*:\/\/)(?:[^/?#]*@)?([^?#]*).*$/is, "$1$2")
    : text;
}

/** Whether a host is this machine, for which plain http is accepted. */
export function isLoopback({ hostname }: Pick<URL, "hostname">): boolean {
  return /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/.test(hostname);
}

/** The key of a tool's interrupt rule: `{mcp_server_url}::{tool_name}`. The API also accepts a bare tool name. */
export function interruptKey(url: string, tool: string): string {
  return `${normalUrl(url)}::${tool}`;
}

/** The brackets hold an IPv6 address, which has colons of its own. */
const KEY_WITH_URL = /^([a-z][a-z\d+.-]*:\/\/(?:\[[^\]]*\])?.*?)::(.*?)(?:::.*)?$/is;

/** The URL (without trailing slashes) and the tool name in a key; `undefined` for a bare tool name. */
export function partsOfKey(key: string): { readonly url: string; readonly tool: string } | undefined {
  const [, url, tool] = KEY_WITH_URL.exec(key) ?? [];
  return url === undefined || tool === undefined ? undefined : { url: normalUrl(url), tool };
}

/** A key without what the API ignores: trailing slashes of the URL, and `::` parts after the tool name. */
export function normalKey(key: string): string {
  const parts = partsOfKey(key);
  return parts ? interruptKey(parts.url, parts.tool) : key;
}
