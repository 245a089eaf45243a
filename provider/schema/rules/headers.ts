/** The headers of an MCP server. They are secret: a failure names a header, and never repeats a value. */
import { MAX_BYTES, MAX_CHARACTERS, tooLarge, tooLong } from "../limits";
import { propertyPath } from "../property-path";
import { quoted } from "../quoted";
import { UNKNOWN } from "../unknown";
import type { CheckFailure } from "../validate";
import { entriesOf, fieldOf } from "./reading";
import type { Rule } from "./rule";

/** RFC 9110, 5.6.2. */
const TOKEN = /^[!#$%&'*+\-.^_`|~\dA-Za-z]+/;
/** RFC 9110, 5.5: visible characters of Latin-1, with spaces and tabs between them. */
const VALUE = /^[\t\x20-\x7e\x80-\xff]*$/;

/** Those that the connection itself sets (RFC 9110, 7.6.1 and 7.2; RFC 9112, 6). */
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
 * Where a header is. A name that is none may be a whole line, pasted with its value, or a token put in the wrong place:
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
    const what = start === undefined ? "has a name that no header has" : "is not a header's name";
    return `${what}: write letters, digits and hyphens only, like "X-Api-Key", and what follows a colon as the value`;
  }
  if (OF_THE_CONNECTION.includes(name.toLowerCase())) {
    return "is set by the connection itself: leave it out";
  }
  return tooLong(name, MAX_CHARACTERS.headerName);
}

function repetition(first: string | undefined): string | undefined {
  return first === undefined
    ? undefined
    : `is the same header as ${quoted(first)}, since case does not matter: keep one of them`;
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
  return tooLarge(value, MAX_BYTES.headerValue);
}
