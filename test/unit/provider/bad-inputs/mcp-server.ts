/** What a program may get wrong in an MCP server. Everything that a case does not say is right. */
import { UNKNOWN } from "../../../../provider/helpers/json";
import type { BadInput } from "./bad-input";

/** In every header value here: no failure may show it. */
export const CANARY = "canary-5fd1";

const ID = "0b0f6a2b-2c95-4f0f-9c2b-7c3a3e4f8d11";
const perUser = { authType: "oauth", oauthMode: "per_user_dynamic_client" };
const shared = { authType: "oauth", oauthMode: "legacy_shared_provider" };

function bad(says: string, inputs: object, properties: string | readonly string[], reason?: RegExp): BadInput {
  return {
    says,
    inputs: { name: "notes", url: "https://mcp.example.com", ...inputs },
    properties: typeof properties === "string" ? [properties] : properties,
    ...(reason === undefined ? {} : { reason }),
  };
}

const fields: BadInput[] = [
  bad("no name", { name: undefined }, "name", /^is missing: write a name/),
  bad("a blank name", { name: "\t" }, "name", /blank/),
  bad("a long name", { name: "n".repeat(257) }, "name", /257/),
  bad("an unknown argument", { header: { Authorization: CANARY } }, "header", /did you mean headers\?$/),
  bad("the API's spelling", { auth_type: "oauth" }, "auth_type", /did you mean authType\?$/),
  bad("a blank vendor", { vendorId: "" }, "vendorId", /leave it out/),
  bad("a long vendor", { vendorId: "v".repeat(257) }, "vendorId", /257/),
  bad("a number as identifier", { externalSystemId: 42 }, "externalSystemId", /string/),
  bad("no URL", { url: undefined }, "url", /^is missing: write the server's URL/),
  bad("a number as URL", { url: 443 }, "url", /^must be a string$/),
  bad("a blank URL", { url: " " }, "url", /blank/),
  bad("plain http", { url: "http://mcp.example.com" }, "url", /must use https/),
  bad("no scheme", { url: "mcp.example.com" }, "url", /write it like/),
  bad("a user name", { url: `https://me:${CANARY}@mcp.example.com` }, "url", /write credentials as headers/),
  bad("a user name without a scheme", { url: `me:${CANARY}@mcp.example.com` }, "url", /is not an https URL/),
  bad("plain http with a key", { url: `http://mcp.example.com?key=${CANARY}` }, "url", /must use https/),
  bad("a long URL", { url: `https://mcp.example.com/${"x".repeat(2048)}` }, "url", /characters/),
];

const header = (name: string, value: unknown = CANARY): object => ({ headers: { [name]: value } });
const at = (name: string): string => `headers[${JSON.stringify(name)}]`;

const headerNames: BadInput[] = [
  bad("empty", header(""), "headers", /without a name/),
  bad("blank", header(" "), "headers", /without a name/),
  bad("with a space", header("X Team"), at("X…"), /is not a valid header name/),
  bad("with its value", header(`Authorization: Bearer ${CANARY}`), at("Authorization…"), /what follows a colon/),
  bad("with a line break", header(`X-Team\r\nX-Key: ${CANARY}`), at("X-Team…"), /is not a valid header name/),
  bad("with an umlaut", header("Schlüssel"), at("Schl…"), /is not a valid header name/),
  bad("starting with a space", header(` ${CANARY}`), "headers", /^has a name that is not a valid header name/),
  bad("too long, perhaps a token", header(`x${"y".repeat(300)}${CANARY}`), at(`x${"y".repeat(19)}…`), /characters/),
  ...["Host", "content-length", "Connection", "Transfer-Encoding", "Upgrade", "TE"].map((name) =>
    bad(name, header(name), /\W/.test(name) ? at(name) : `headers.${name}`, /leave it out/),
  ),
  bad(
    "that differ in case only",
    { headers: { "X-Key": CANARY, "x-key": CANARY, "X-KEY": CANARY } },
    [at("x-key"), at("X-KEY")],
    /^repeats the header "X-Key"/,
  ),
  bad("with a value that is not known yet", header("X Key", UNKNOWN), at("X…")),
];

const headerValues: BadInput[] = [
  bad("empty", header("X-Key", ""), at("X-Key"), /^must not be blank/),
  bad("blank", header("X-Key", " \t"), at("X-Key"), /^must not be blank/),
  bad("a number", header("X-Key", 5), at("X-Key"), /^must be a string$/),
  bad("null", header("X-Key", null), at("X-Key"), /^must be a string$/),
  bad("a list", header("X-Key", [CANARY]), at("X-Key"), /^must be a string$/),
  bad("with a line break at its end", header("X-Key", `${CANARY}\n`), at("X-Key"), /\.trim\(\)$/),
  bad("with a header in it", header("X-Key", `a\r\nX-Other: ${CANARY}`), at("X-Key"), /cannot carry/),
  bad("with a NUL", header("X-Key", `${CANARY}\0`), at("X-Key"), /cannot carry/),
  bad("with DEL", header("X-Key", `\x7f${CANARY}`), at("X-Key"), /cannot carry/),
  bad("with a curly quote", header("X-Key", `’${CANARY}’`), at("X-Key"), /curly quote/),
  bad("with an emoji", header("X-Key", `${CANARY}🔑`), at("X-Key"), /cannot carry/),
  bad("with a space at its end", header("X-Key", `${CANARY} `), at("X-Key"), /start or end with a space/),
  bad("with a tab at its start", header("X-Key", `\t${CANARY}`), at("X-Key"), /start or end with a space/),
  bad("of 17 KB", header("X-Key", CANARY.repeat(1583)), at("X-Key"), /shorten it to 16 KB/),
  ...[
    "Bearer ${TOKEN}",
    "${env:TOKEN}",
    "{env:TOKEN}",
    "Bearer {{token}}",
    "%TOKEN%",
    "Bearer $TOKEN",
    "Bearer <token>",
  ].map((value) =>
    bad(`a placeholder, ${value}`, header("X-Key", value), at("X-Key"), /^has a placeholder that nobody fills in/),
  ),
  bad("of no header", { headers: CANARY }, "headers", /^must be an object of header values by name$/),
  bad("in a list", { headers: [{ key: "X-Key", value: CANARY }] }, "headers", /^must be an object of header values/),
  bad(
    "of too many headers",
    { headers: Object.fromEntries(Array.from({ length: 101 }, (_, i) => [`X-${String(i)}`, CANARY])) },
    "headers",
    /101, keep 100/,
  ),
];

const oauth: BadInput[] = [
  bad("another type", { authType: "basic" }, "authType", /^must be headers or oauth$/),
  bad("a misspelt type", { authType: "oauth2" }, "authType", /did you mean oauth\?$/),
  bad("a misspelt type with a mode", { ...perUser, authType: "oath" }, "authType", /did you mean oauth\?$/),
  bad("another mode", { authType: "oauth", oauthMode: "shared" }, "oauthMode", /^must be legacy_shared_provider or/),
  bad("no mode", { authType: "oauth" }, "oauthMode", /^is missing: with authType: "oauth" write/),
  bad("a mode without a type", { oauthMode: "per_user_dynamic_client" }, "oauthMode", /needs authType/),
  bad("a mode with headers", { ...perUser, authType: "headers" }, "oauthMode", /needs authType/),
  bad("a provider without a type", { oauthProviderId: ID }, "oauthProviderId", /needs authType/),
  bad("both without a type", { oauthMode: "legacy_shared_provider", oauthProviderId: ID }, [
    "oauthMode",
    "oauthProviderId",
  ]),
  bad("a shared provider without its id", shared, "oauthProviderId", /^is missing: with oauthMode/),
  bad("a provider of each user's own with an id", { ...perUser, oauthProviderId: ID }, "oauthProviderId", /drop it$/),
  bad("a provider that is no UUID", { ...shared, oauthProviderId: "google" }, "oauthProviderId", /must be a UUID/),
  bad("an empty provider", { ...shared, oauthProviderId: "" }, "oauthProviderId", /must be a UUID/),
  bad("a token beside it", { ...perUser, ...header("authorization") }, "headers.authorization", /set by OAuth/),
];

export const BAD_MCP_SERVERS: Readonly<Record<string, readonly BadInput[]>> = {
  fields,
  "header names": headerNames,
  "header values": headerValues,
  oauth,
};
