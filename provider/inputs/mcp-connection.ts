/** What a program may say of a connection to an MCP server, as `check` sees it. */
import * as z from "zod";
import { MAX_CHARACTERS, MAX_ITEMS } from "./limits";
import { isUuid } from "../helpers/text";
import { argumentsOf, choice, list, longerThan, required, wholeNumber } from "./fields";
import type { McpServerInputs } from "./mcp-server";
import { fieldOf, isSetAndKnown, type Rule } from "./check";

export const McpConnectionInputsSchema = argumentsOf({
  mcpServerId: required("mcpServer: the server, or mcpServerId: its id", (id) =>
    isUuid(id) ? undefined : "must be the id of a registered MCP server, like 0b0f6a2b-2c95-4f0f-9c2b-7c3a3e4f8d11",
  ),
  scopes: list(
    required("an OAuth scope", longerThan(MAX_CHARACTERS.id), (scope) =>
      /\s/.test(scope) ? "must be one scope: write each as an item of its own" : undefined,
    ),
    MAX_ITEMS.scopes,
  ),
  waitSeconds: wholeNumber({ from: 0, to: 3600 }),
  onPending: choice(["warn", "fail"]).optional(),
  /** What access depends on, for a server that the program declares: a grant for one URL does not cover another. */
  __server: z.custom<Pick<McpServerInputs, "url" | "authType" | "oauthMode" | "oauthProviderId">>().optional(),
  /** The resource's name, for messages. */
  __label: z.string("must be a string"),
});
export type McpConnectionInputs = z.infer<typeof McpConnectionInputsSchema>;

/** For a server that the program declares. Whether any other server uses OAuth shows when the connection is made. */
export const serverUsesOAuth: Rule = (inputs) => {
  const server = fieldOf(inputs, "__server");
  const usesHeaders = (fieldOf(server, "authType") ?? "headers") === "headers";
  return isSetAndKnown(server) && usesHeaders
    ? [
        {
          property: "mcpServer",
          reason: 'must use OAuth: write authType: "oauth" on the server, or drop the connection',
        },
      ]
    : [];
};

export const MCP_CONNECTION_RULES: readonly Rule[] = [serverUsesOAuth];
