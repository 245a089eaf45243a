/** What a program may say of an MCP server, as `check` sees it. `headers` is secret as a whole. */
import { z } from "zod";
import { argumentsOf } from "./arguments";

const text = z.string("must be a string");

export const McpServerInputsSchema = argumentsOf({
  name: text.regex(/\S/, "must not be blank: write a name people will recognise"),
  url: text.regex(/\S/, "must not be blank: write the server's https URL"),
  headers: z.record(z.string(), z.string("must be a string"), "must be an object of header values").optional(),
  authType: z.enum(["headers", "oauth"], "must be headers or oauth").optional(),
  oauthMode: z
    .enum(
      ["legacy_shared_provider", "per_user_dynamic_client"],
      "must be legacy_shared_provider or per_user_dynamic_client",
    )
    .optional(),
  oauthProviderId: text.optional(),
  vendorId: text.optional(),
  externalSystemId: text.optional(),
});
export type McpServerInputs = z.infer<typeof McpServerInputsSchema>;
