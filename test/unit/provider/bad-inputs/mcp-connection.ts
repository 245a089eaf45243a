/** What a program may get wrong in a connection to an MCP server. Everything that a case does not say is right. */
import type { BadInput } from "./bad-input";

function bad(says: string, inputs: object, properties: string | readonly string[], reason: RegExp): BadInput {
  return {
    says,
    inputs: { mcpServerId: "0b0f6a2b-2c95-4f0f-9c2b-7c3a3e4f8d11", __label: "notes", ...inputs },
    properties: typeof properties === "string" ? [properties] : properties,
    reason,
  };
}

export const BAD_MCP_CONNECTIONS: Readonly<Record<string, readonly BadInput[]>> = {
  server: [
    bad("none", { mcpServerId: undefined }, "mcpServerId", /^is missing: write mcpServer: the server, or mcpServerId/),
    bad("a name", { mcpServerId: "notes" }, "mcpServerId", /^must be the id of a registered MCP server/),
    bad("a number", { mcpServerId: 5 }, "mcpServerId", /^must be a string$/),
    bad("with headers", { __server: { url: "https://a.example.com" } }, "mcpServer", /^must use OAuth: write authType/),
    bad("with headers, said", { __server: { authType: "headers" } }, "mcpServer", /or drop the connection$/),
  ],
  scopes: [
    bad("a text", { scopes: "repo" }, "scopes", /^must be a list$/),
    bad("in one text", { scopes: ["repo user"] }, "scopes[0]", /^must be one scope: write each as an item/),
    bad("blank", { scopes: ["repo", " "] }, "scopes[1]", /blank/),
    bad("too many", { scopes: Array.from({ length: 101 }, (_, i) => `s${String(i)}`) }, "scopes", /101, keep 100/),
  ],
  asking: [
    bad("for a time below zero", { waitSeconds: -1 }, "waitSeconds", /^must be a whole number from 0 to 3600$/),
    bad("for hours", { waitSeconds: 3601 }, "waitSeconds", /from 0 to 3600$/),
    bad("for a text", { waitSeconds: "60" }, "waitSeconds", /^must be a whole number/),
    bad("to continue", { onPending: "continue" }, "onPending", /^must be warn or fail$/),
    bad("misspelt", { waitSecond: 5 }, "waitSecond", /did you mean waitSeconds\?$/),
  ],
};
