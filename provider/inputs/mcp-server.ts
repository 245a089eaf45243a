/** What a program may say of an MCP server, and the rules across its inputs. Its URL is what tools name it by. */
import * as z from "zod";
import { isLoopback } from "../helpers/url";
import { MAX_CHARACTERS, tooLong, MAX_ITEMS, MAX_BYTES, tooLarge } from "./limits";
import { isUuid, quoted } from "../helpers/text";
import { adoptedId, argumentsOf, choice, longerThan, record, required, text } from "./fields";
import { propertyPath } from "../helpers/property-path";
import { UNKNOWN } from "../helpers/json";
import { type CheckFailure, entriesOf, fieldOf, type Rule, isSetAndKnown } from "./check";

/** What is wrong with the URL, never repeating it: a query or a user name in it may be a credential. */
export function mcpUrlProblem(text: string): string | undefined {
  if (/[\s\p{Cc}]/u.test(text)) {
    return "must not contain spaces, line breaks or control characters: write the URL without them";
  }
  const url = /^https?:\/\/[^/\\?#]/i.test(text) ? URL.parse(text) : null;
  if (!url) {
    return 'is not an https URL: write it like "https://mcp.example.com/mcp"';
  }
  if (url.username || url.password) {
    return "must not contain a user name or a password: write credentials as headers of the McpServer";
  }
  if (url.protocol === "http:" && !isLoopback(url)) {
    return "must use https: write https://… (plain http is for a loopback address only)";
  }
  return tooLong(text, MAX_CHARACTERS.url);
}

/** As `check` sees them: names in Pulumi's camelCase, values resolved. `headers` is secret as a whole. */
export const McpServerInputsSchema = argumentsOf({
  name: required("a name people will recognise", longerThan(MAX_CHARACTERS.name)),
  url: required('the server\'s URL, like "https://mcp.example.com/mcp"', mcpUrlProblem),
  // Names and values are checked by a rule, which never repeats a value.
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

/** RFC 9110, 5.6.2. */
const TOKEN = /^[!#$%&'*+\-.^_`|~\dA-Za-z]+/;
/** RFC 9110, 5.5: visible characters of Latin-1, with spaces and tabs between them. */
const VALUE = /^[\t\x20-\x7e\x80-\xff]*$/;

/** Set by the HTTP client (RFC 9110, 7.6.1 and 7.2; RFC 9112, 6). */
const OF_THE_CONNECTION = [
  "host",
  "content-length",
  "connection",
  "transfer-encoding",
  "keep-alive",
  "proxy-connection",
  "te",
  "trailer",
  "upgrade",
];

/** Headers are secret: a failure names a header, and never repeats a value. */
export const headersCanBeSent: Rule = (inputs) => {
  const headers = entriesOf(fieldOf(inputs, "headers"));
  const firsts = new Map<string, string>();
  return headers.flatMap(([name, value]): CheckFailure[] => {
    const first = firsts.get(name.toLowerCase());
    firsts.set(name.toLowerCase(), first ?? name);
    const reason = nameProblem(name) ?? repetition(first) ?? valueProblem(value);
    return reason === undefined ? [] : [{ property: headerProperty(name), reason }];
  });
};

/**
 * The property path of a header. An invalid name may be a whole line, pasted with its value, or a token in the wrong place:
 * only its start is shown.
 */
export function headerProperty(name: string): string {
  const start = TOKEN.exec(name)?.[0] ?? "";
  const shown = start.length > 60 ? start.slice(0, 20) : start;
  if (shown === "") {
    return "headers";
  }
  return propertyPath(["headers", shown === name ? name : `${shown}…`]);
}

function nameProblem(name: string): string | undefined {
  if (name.trim() === "") {
    return 'has a header without a name: write one like { Authorization: "…" }';
  }
  const start = TOKEN.exec(name)?.[0];
  if (start !== name) {
    const what = start === undefined ? "has a name that is not a valid header name" : "is not a valid header name";
    return `${what}: write letters, digits and hyphens only, like "X-Api-Key", and put what follows a colon into the value`;
  }
  if (OF_THE_CONNECTION.includes(name.toLowerCase())) {
    return "is set by the HTTP client: leave it out";
  }
  return tooLong(name, MAX_CHARACTERS.headerName);
}

function repetition(first: string | undefined): string | undefined {
  return first === undefined
    ? undefined
    : `repeats the header ${quoted(first)}, since case does not matter: keep one of them`;
}

function valueProblem(value: unknown): string | undefined {
  if (value === UNKNOWN) {
    return undefined;
  }
  if (typeof value !== "string") {
    return "must be a string";
  }
  if (value.trim() === "") {
    return "must not be blank: write the header's value, or leave the header out";
  }
  if (/[\r\n]$/.test(value)) {
    return "ends with a line break, as a value read from a file does: write it with .trim()";
  }
  if (!VALUE.test(value)) {
    return "has a character that a header cannot carry (a line break, a curly quote?): write the value without it";
  }
  if (value.trim() !== value) {
    return "must not start or end with a space: write it with .trim()";
  }
  if (PLACEHOLDER.test(value)) {
    return (
      "has a placeholder that nobody fills in, as it stands in other tools' files: write the value itself, for example " +
      'config.requireSecret("mcpToken"), or a template string in backquotes'
    );
  }
  return tooLarge(value, MAX_BYTES.headerValue);
}

/** `${TOKEN}`, `${env:TOKEN}`, `{env:TOKEN}`, `{{token}}`, `%TOKEN%` and `$TOKEN` or `<token>` as a word of its own. */
const PLACEHOLDER =
  /\$\{[^{}]*\}|\{env:[^{}]*\}|\{\{[^{}]*\}\}|(?:^|\s)(?:%[A-Z_][A-Z0-9_]*%|\$[A-Z_][A-Z0-9_]*|<[A-Za-z][A-Za-z0-9_ -]*>)$/;

/** `oauthMode` and `oauthProviderId` depend on `authType`, and on each other. */
export const oauthFieldsBelongTogether: Rule = (inputs) => {
  // Static headers are what an unset type means.
  switch (fieldOf(inputs, "authType") ?? "headers") {
    case "headers":
      return withoutOAuth(inputs);
    case "oauth":
      return [...wrongMode(inputs), ...authorizationHeaders(inputs)];
    default:
      return [];
  }
};

function withoutOAuth(inputs: unknown): CheckFailure[] {
  return ["oauthMode", "oauthProviderId"]
    .filter((property) => isSetAndKnown(fieldOf(inputs, property)))
    .map((property) => ({ property, reason: 'needs authType: "oauth": add that, or drop it' }));
}

function wrongMode(inputs: unknown): CheckFailure[] {
  const hasProvider = fieldOf(inputs, "oauthProviderId") !== undefined;
  const knownProvider = isSetAndKnown(fieldOf(inputs, "oauthProviderId"));
  switch (fieldOf(inputs, "oauthMode")) {
    case undefined:
      return [
        {
          property: "oauthMode",
          reason:
            'is missing: with authType: "oauth" write "per_user_dynamic_client", or "legacy_shared_provider" with an ' +
            "oauthProviderId",
        },
      ];
    case "legacy_shared_provider":
      return hasProvider
        ? []
        : [
            {
              property: "oauthProviderId",
              reason: 'is missing: with oauthMode: "legacy_shared_provider" write the id of the shared OAuth provider',
            },
          ];
    case "per_user_dynamic_client":
      return knownProvider
        ? [
            {
              property: "oauthProviderId",
              reason:
                'belongs to oauthMode: "legacy_shared_provider": with "per_user_dynamic_client" each user gets a ' +
                "provider of its own, so drop it",
            },
          ]
        : [];
    default:
      return [];
  }
}

/** OAuth sets this header to each user's token. Other headers are fine: the API attaches them to every call. */
function authorizationHeaders(inputs: unknown): CheckFailure[] {
  return entriesOf(fieldOf(inputs, "headers"))
    .filter(([name, value]) => name.toLowerCase() === "authorization" && isSetAndKnown(value))
    .map(([name]) => ({
      property: headerProperty(name),
      reason: 'is set by OAuth: leave it out, or write authType: "headers"',
    }));
}

export const MCP_SERVER_RULES: readonly Rule[] = [headersCanBeSent, oauthFieldsBelongTogether];
