/** URLs of MCP servers name the same server with and without trailing slashes: the API strips them when it matches. */
export function normalUrl(url: string): string {
  return url.replace(/\/+$/, "");
}
