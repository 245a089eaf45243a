/** Removes secrets from texts that a person or a log will see. */
import { abbreviated, LONGEST_QUOTE, onOneLine } from "./text";
import { normalUrl } from "./url";

/** Replacing shorter texts would make every message unreadable. */
const SHORTEST_SECRET = 4;
const SHORTEST_SECRET_PART = 6;

/**
 * Replaces each of `secrets` in `text`, also where a server has encoded it: with the escapes of JSON, HTML or a URL, folded
 * over lines, in base64 or hexadecimal, and in two of these at once.
 */
export function redact(text: string, secrets: readonly string[]): string {
  const needles = [...new Set(secrets.filter(({ length }) => length >= SHORTEST_SECRET).flatMap(needlesOf))];
  if (needles.length === 0) {
    return text;
  }
  const levels = levelsOf(text, text.length <= LONGEST_DECODED_TWICE ? 2 : text.length <= LONGEST_DECODED ? 1 : 0);
  const ranges: Range[] = [];
  for (const level of levels) {
    ranges.push(...needles.flatMap((needle) => rangesOf(needle, level)));
  }
  return withoutRanges(text, ranges);
}

/** In characters. Nobody reads a longer text, and decoding it takes seconds. */
const LONGEST_DECODED_TWICE = 200_000;
const LONGEST_DECODED = 2_000_000;

/** The decoded form of a text, and where the original has each of its characters. */
interface Level {
  readonly text: string;
  readonly from: (index: number) => number;
  readonly to: (index: number) => number;
}

type Range = readonly [from: number, to: number];

/** The text as it is, and with each encoding decoded, up to `depth` of them one after the other. */
function* levelsOf(text: string, depth: number, encodings = ENCODINGS): Generator<Level> {
  let levels: Level[] = [{ text, from: (index) => index, to: (index) => index + 1 }];
  yield* levels;
  for (let count = 1; count <= depth; count += 1) {
    const deeper: Level[] = [];
    for (const level of levels) {
      for (const encoding of encodings) {
        const decoded = decode(level, encoding);
        if (decoded) {
          yield decoded;
          deeper.push(decoded);
        }
      }
    }
    levels = count < depth ? deeper : [];
  }
}

/** What stands for other characters, and for which. Characters beyond ASCII are decoded to their bytes. */
interface Encoding {
  readonly pattern: RegExp;
  readonly decode: (match: RegExpMatchArray) => string;
  /** Where in the match a decoded character comes from. Default: all of it. */
  readonly spanOf?: (index: number) => Range;
}

const SHORT_ESCAPES: Readonly<Record<string, string | undefined>> = { b: "\b", f: "\f", n: "\n", r: "\r", t: "\t" };
const ENTITIES: Readonly<Record<string, string | undefined>> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };

const ESCAPES: Encoding = {
  // Escapes of JSON, of URLs and of HTML, and the fold of a long line, which stands for nothing.
  pattern:
    /\\u(?<unicode>[0-9a-f]{4})|\\(?<short>["\\/bfnrt])|%(?<byte>[0-9a-f]{2})|&#(?<decimal>\d{1,7});|&#x(?<hex>[0-9a-f]{1,6});|&(?<entity>amp|lt|gt|quot|apos);|\r?\n[ \t]*/gi,
  decode({ groups: { unicode, short, byte, decimal, hex, entity } = {} }) {
    const code = unicode ?? byte ?? hex;
    if (code !== undefined || decimal !== undefined) {
      const point = code === undefined ? Number(decimal) : parseInt(code, 16);
      return point <= 0x10ffff ? String.fromCodePoint(point) : "";
    }
    return short === undefined ? (ENTITIES[entity?.toLowerCase() ?? ""] ?? "") : (SHORT_ESCAPES[short] ?? short);
  },
};

const ENCODINGS: readonly Encoding[] = [
  ESCAPES,
  // Where a text begins in what is encoded is not known.
  ...[0, 1, 2, 3].map((skipped): Encoding => ({
    pattern: /[A-Za-z0-9+/_-]{8,}/g,
    decode: ([run]) => Buffer.from(run.slice(skipped), "base64").toString("latin1"),
    spanOf: (index) => [skipped + Math.floor((index * 8) / 6), skipped + Math.floor((index * 8 + 7) / 6) + 1],
  })),
  ...[0, 1].map((skipped): Encoding => ({
    pattern: /[0-9a-f]{8,}/gi,
    decode: ([run]) => Buffer.from(run.slice(skipped), "hex").toString("latin1"),
    spanOf: (index) => [skipped + index * 2, skipped + index * 2 + 2],
  })),
];

/** The level with an encoding decoded; nothing, if it has none of it. */
function decode(level: Level, { pattern, decode: plainOf, spanOf }: Encoding): Level | undefined {
  const pieces: string[] = [];
  const from: number[] = [];
  const to: number[] = [];
  let end = 0;
  const copy = (until: number): void => {
    pieces.push(level.text.slice(end, until));
    for (let index = end; index < until; index += 1) {
      from.push(level.from(index));
      to.push(level.to(index));
    }
  };
  for (const match of level.text.matchAll(pattern)) {
    copy(match.index);
    const plain = plainOf(match);
    end = match.index + match[0].length;
    pieces.push(plain);
    for (let index = 0; index < plain.length; index += 1) {
      const [first, after] = spanOf?.(index) ?? [0, match[0].length];
      from.push(level.from(match.index + first));
      to.push(level.to(match.index + after - 1));
    }
  }
  if (end === 0) {
    return undefined;
  }
  copy(level.text.length);
  return { text: pieces.join(""), from: (index) => from[index] ?? 0, to: (index) => to[index] ?? 0 };
}

/** A secret as a decoded text has it. What it contains itself that looks like an encoding is decoded there, too. */
function needlesOf(secret: string): string[] {
  const inBytes = Buffer.from(secret, "utf8").toString("latin1");
  const levels = [secret, inBytes].flatMap((text) => [...levelsOf(text, 2, [ESCAPES])]);
  return levels.map(({ text }) => text).filter(({ length }) => length >= SHORTEST_SECRET);
}

function rangesOf(needle: string, { text, from, to }: Level): Range[] {
  const ranges: Range[] = [];
  for (let at = text.indexOf(needle); at !== -1; at = text.indexOf(needle, at + needle.length)) {
    ranges.push([from(at), to(at + needle.length - 1)]);
  }
  return ranges;
}

/** The text with `[secret]` in the place of what the ranges cover. */
function withoutRanges(text: string, ranges: readonly Range[]): string {
  let redacted = "";
  let end = 0;
  for (const [from, to] of ranges.toSorted(([a, b], [c, d]) => a - c || d - b)) {
    if (from >= end) {
      redacted += `${text.slice(end, from)}[secret]`;
    }
    end = Math.max(end, to);
  }
  return redacted + text.slice(end);
}

/** Ends where a text goes on after a URL: at white space, a quote, or the `::` of an approval rule. */
const REST_OF_URL = /(?:(?!::)[^\s"'`<>])*?(?=::|[.,;:)\]]*(?:[\s"'`<>]|$))/.source;
const USER_INFO = /(:\/\/|%3A%2F%2F)[^\s/"'`%@]+(?:%3A[^\s/"'`%@]+)?(?:@|%40)/gi;
const QUERY = new RegExp(`(https?://(?:\\[[^\\]]*\\])?(?:(?!::)[^\\s"'\`<>?#])*)\\?${REST_OF_URL}`, "gi");
const ENCODED_QUERY = /(https?%3A%2F%2F[^\s&"'`]*?)%3F[^\s&"'`]*/gi;

/**
 * A text whose URLs have neither user info nor a query, which may be credentials; `?…` says that there is one. Also where a
 * URL is a parameter of another one.
 *
 * @example withoutUrlCredentials("at https://a.example.com/mcp?key=k"); // "at https://a.example.com/mcp?…"
 */
export function withoutUrlCredentials(text: string): string {
  return text.replace(USER_INFO, "$1").replace(QUERY, "$1?…").replace(ENCODED_QUERY, "$1%3F…");
}

/** A credential, and its words on their own: a server may echo only the token of `Bearer <token>`. */
export function credentialsIn(text: string): string[] {
  return [text, ...text.split(/\s+/).filter((part) => part.length >= SHORTEST_SECRET_PART)];
}

/**
 * The texts and keys in a value that the program marks as secret, as a message may quote them: shortened, on one line, in parts (the
 * provider of a model, the tool of an approval rule), or as a URL without its last slash.
 *
 * @param names the names of arguments, which are no secrets, and which messages have to be able to say
 */
export function quotesOf(value: unknown, names: ReadonlySet<string> = new Set()): string[] {
  return textsIn(value)
    .filter((text) => !names.has(text))
    .flatMap((text) => [text, ...partsOf(text), normalUrl(text), onOneLine(text)])
    .flatMap((text) => [text, abbreviated(text), text.slice(0, LONGEST_QUOTE)]);
}

/** The parts between colons of what is no sentence; a URL is one part. */
function partsOf(text: string): string[] {
  const whole = text.trim().replace(/\s*:\s*/g, ":");
  if (/\s/.test(whole)) {
    return [whole];
  }
  return [whole, ...whole.split("::").flatMap((part) => (part.includes("://") ? [part] : part.split(":")))];
}

/** The texts, the numbers and the keys in a value. */
function textsIn(value: unknown): string[] {
  if (typeof value === "object" && value !== null) {
    const keys = Array.isArray(value) ? [] : Object.keys(value);
    return [...keys, ...Object.values(value).flatMap(textsIn)];
  }
  return typeof value === "string" || typeof value === "number" ? [String(value)] : [];
}
