/** The URL of an MCP server, as a server and each of its tools name it. */
import { isLoopback } from "../url";
import { MAX_CHARACTERS, tooLong } from "../limits";

/** What is wrong with the URL, never repeating it: a query or a user name in it may be a credential. */
export function mcpUrlProblem(text: string): string | undefined {
  if (/[\s\p{Cc}]/u.test(text)) {
    return "must not have spaces, line breaks or control characters: write the URL without them";
  }
  const url = /^https?:\/\/[^/\\?#]/i.test(text) ? URL.parse(text) : null;
  if (!url) {
    return 'is not an https URL: write it like "https://mcp.example.com/mcp"';
  }
  if (url.username || url.password) {
    return "must not hold a user name or a password: write credentials as headers of the McpServer";
  }
  if (url.protocol === "http:" && !isLoopback(url)) {
    return "must use https: write https://… (plain http is for a loopback address only)";
  }
  return tooLong(text, MAX_CHARACTERS.url);
}
