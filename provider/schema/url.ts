/** URLs of MCP servers name the same server with and without trailing slashes: the API strips them when it matches. */
export function normalUrl(url: string): string {
  return url.replace(/\/+$/, "");
}

/** Whether a host is this machine, where plain http is accepted. */
export function isLoopback({ hostname }: Pick<URL, "hostname">): boolean {
  return /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/.test(hostname);
}
