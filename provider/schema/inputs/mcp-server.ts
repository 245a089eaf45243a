/** What a program may say of an MCP server, as `check` sees it. `headers` is secret as a whole. */
import * as z from "zod";
import { MAX_CHARACTERS, MAX_ITEMS } from "../limits";
import { isUuid } from "../uuid";
import { adoptedId } from "./adopt";
import { argumentsOf } from "./arguments";
import { mcpUrlProblem } from "./mcp-url";
import { choice, longerThan, record, required, text } from "./text";

export const McpServerInputsSchema = argumentsOf({
  name: required("a name people will recognise", longerThan(MAX_CHARACTERS.name)),
  url: required('the server\'s URL, like "https://mcp.example.com/mcp"', mcpUrlProblem),
  // Names and values are looked at in `rules/headers.ts`, which takes care how it names what it refuses.
  headers: record(z.custom<string>(), "header values by name", MAX_ITEMS.headers).optional(),
  authType: choice(["headers", "oauth"]).optional(),
  oauthMode: choice(["legacy_shared_provider", "per_user_dynamic_client"]).optional(),
  oauthProviderId: text((id) =>
    isUuid(id) ? undefined : "must be a UUID: write the OAuth provider's id, like 0b0f6a2b-2c95-4f0f-9c2b-7c3a3e4f8d11",
  ).optional(),
  vendorId: required("the vendor's identifier, or leave it out", longerThan(MAX_CHARACTERS.id)).optional(),
  externalSystemId: required("an identifier of your own, or leave it out", longerThan(MAX_CHARACTERS.id)).optional(),
  adopt: adoptedId.optional(),
  __owner: z.string().optional(),
});
export type McpServerInputs = z.infer<typeof McpServerInputsSchema>;
