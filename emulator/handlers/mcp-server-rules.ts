/** What a valid MCP server registration looks like, beyond the types of its fields. */
import { isLoopback } from "../../provider/schema/url";
import { isUuid } from "../../provider/schema/uuid";
import type { McpServerHeader } from "../../provider/schema/wire";
import { unprocessable } from "../errors";

// eslint-disable-next-line no-control-regex -- control characters are what this looks for
const CONTROL_CHARACTERS = /[\u0000-\u001f\u007f]/;

/** https anywhere; plain http on this machine only, which the service itself would refuse. */
export function checkServerUrl(url: string): void {
  if (/\s/.test(url) || CONTROL_CHARACTERS.test(url) || !URL.canParse(url)) {
    throw unprocessable("url: must be a valid HTTPS endpoint");
  }
  const parsed = new URL(url);
  if (parsed.protocol !== "https:" && !(parsed.protocol === "http:" && isLoopback(parsed))) {
    throw unprocessable("url: must be a valid HTTPS endpoint (http is accepted for loopback addresses only)");
  }
}

/** The errors name positions, never what stands there. */
export function checkHeaders(headers: readonly McpServerHeader[]): void {
  for (const [index, { key, value }] of headers.entries()) {
    if (key.trim() === "") throw unprocessable(`headers[${index}].key: must not be blank`);
    if (CONTROL_CHARACTERS.test(key)) throw unprocessable(`headers[${index}].key: must not contain control characters`);
    if (CONTROL_CHARACTERS.test(value)) {
      throw unprocessable(`headers[${index}].value: must not contain control characters`);
    }
  }
}

export function checkOAuthProviderId(id: string | null | undefined): void {
  if (typeof id === "string" && !isUuid(id)) throw unprocessable("oauth_provider_id: must be a UUID");
}
