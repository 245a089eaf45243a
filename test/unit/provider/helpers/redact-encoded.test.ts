/** Whatever a server makes of a secret that it echoes, no message has it. */
import { redact } from "../../../../provider/helpers/redact";
import { randomFrom } from "../bad-inputs/random";

const unicode = (character: string): string => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
const inJson = (text: string): string => JSON.stringify(text).slice(1, -1);
const bytes = (text: string): string[] => [...Buffer.from(text)].map((byte) => byte.toString(16).padStart(2, "0"));

/** What frameworks make of a text, with other text around it. */
const ENCODINGS: Readonly<Record<string, (text: string) => string>> = {
  "as JSON": inJson,
  "as JSON of .NET": (text) =>
    inJson(text).replace(/[+&<>'`]/g, (character) => unicode(character).toUpperCase().replace("U", "u")),
  "as JSON of Go": (text) => inJson(text).replace(/[&<>]/g, unicode),
  "as JSON of PHP": (text) => inJson(text).replaceAll("/", "\\/"),
  "with every character escaped": (text) => [...text].map(unicode).join(""),
  "in a URL": encodeURIComponent,
  "in a URL, in lower case": (text) => encodeURIComponent(text).replace(/%../g, (byte) => byte.toLowerCase()),
  "in a URL, every byte": (text) =>
    bytes(text)
      .map((byte) => `%${byte}`)
      .join(""),
  "in HTML": (text) =>
    text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;"),
  "in HTML, by numbers": (text) =>
    text.replace(/[^A-Za-z0-9]/g, (character) => `&#${String(character.charCodeAt(0))};`),
  "in HTML, by hexadecimal numbers": (text) =>
    text.replace(/[^A-Za-z0-9]/g, (character) => `&#x${character.charCodeAt(0).toString(16)};`),
  "folded over lines": (text) => `${text.slice(0, 5)}\r\n  ${text.slice(5, 9)}\n${text.slice(9)}`,
  "in base64": (text) => Buffer.from(text).toString("base64"),
  "in base64, after one byte": (text) => Buffer.from(`x${text}yz`).toString("base64"),
  "in base64, after two bytes": (text) => Buffer.from(`xy${text}z`).toString("base64url"),
  "in hexadecimal": (text) => bytes(text).join(""),
  "in hexadecimal, in upper case": (text) => bytes(text).join("").toUpperCase(),
};

const NAMES = Object.keys(ENCODINGS);
const PAIRS = NAMES.flatMap((outer) => NAMES.map((inner): [string, string] => [outer, inner]));

/** Every character that a header may have, and more of those that encodings change. */
const CHARACTERS = `${Array.from({ length: 94 }, (_, index) => String.fromCharCode(33 + index)).join("")}+/&<>"'%\\=+/&<>"'%\\=`;

const COUNT = 20;

function secretsOf(seed: number): string[] {
  const next = randomFrom(seed);
  const below = (limit: number): number => Math.floor(next() * limit);
  const secret = (): string =>
    Array.from({ length: 12 + below(30) }, () => CHARACTERS[below(CHARACTERS.length)]).join("");
  return Array.from({ length: COUNT }, secret);
}

/** What somebody reads who knows the encodings: each decoded, as often as there are encodings in each other. */
const DECODINGS: readonly ((text: string) => string)[] = [
  (text) =>
    text
      .replace(/\\u([0-9a-f]{4})/gi, (_, code: string) => String.fromCharCode(parseInt(code, 16)))
      .replace(/\\(.)/g, "$1"),
  (text) => text.replace(/(?:%[0-9a-f]{2})+/gi, (run) => Buffer.from(run.replaceAll("%", ""), "hex").toString()),
  (text) =>
    text
      .replace(/&#x([0-9a-f]+);/gi, (_, code: string) => String.fromCharCode(parseInt(code, 16)))
      .replace(/&#(\d+);/g, (_, code: string) => String.fromCharCode(Number(code)))
      .replaceAll("&lt;", "<")
      .replaceAll("&gt;", ">")
      .replaceAll("&quot;", '"')
      .replaceAll("&amp;", "&"),
  (text) => text.replace(/\r?\n[ \t]*/g, ""),
  ...[0, 1, 2, 3].map(
    (skipped) => (text: string) =>
      text.replace(/[A-Za-z0-9+/_-]{8,}/g, (run) => Buffer.from(run.slice(skipped), "base64").toString("latin1")),
  ),
  ...[0, 1].map(
    (skipped) => (text: string) =>
      text.replace(/[0-9a-f]{8,}/gi, (run) => Buffer.from(run.slice(skipped), "hex").toString("latin1")),
  ),
];

function reveals(text: string, secret: string): boolean {
  const once = DECODINGS.map((decode) => decode(text));
  const all = [text, ...once, ...once.flatMap((decoded) => DECODINGS.map((decode) => decode(decoded)))];
  return all.some((decoded) => decoded.includes(secret));
}

const messageWith = (encoded: string): string =>
  `GET /agents answered 400: {"detail":"refused ${encoded} of the request"}`;

it.each(NAMES)("%s", (name) => {
  for (const secret of secretsOf(1)) {
    const message = messageWith(ENCODINGS[name]?.(secret) ?? "");
    const redacted = redact(message, [secret]);
    expect({ secret, redacted, isRevealed: reveals(redacted, secret) }).toMatchObject({ isRevealed: false });
    expect(redacted).toContain("[secret]");
  }
});

it.each(PAIRS)("%s, once it was encoded %s", (outer, inner) => {
  for (const secret of secretsOf(2).slice(0, 5)) {
    const encoded = ENCODINGS[outer]?.(ENCODINGS[inner]?.(secret) ?? "") ?? "";
    const redacted = redact(messageWith(encoded), [secret]);
    expect({ secret, redacted, isRevealed: reveals(redacted, secret) }).toMatchObject({ isRevealed: false });
  }
});

it("leaves what is no secret as it is, escapes and folds included", () => {
  const text = messageWith("a \\u002B and %2B and &amp; and\n  YWJjZGVmZ2g=");
  expect(redact(text, ["another-secret+of/mine"])).toBe(text);
});

it("takes no longer than a person would wait for a long answer", () => {
  const long = `{"detail":"${"x\\u002B%2B ".repeat(100_000)}"}`;
  expect(redact(long, secretsOf(3))).toBe(long);
});
