/**
 * The largest inputs that `check` accepts. The API documents no limits: these are the provider's own, far above what a
 * working agent needs, so that a wrong file or an endless list is reported before it is sent.
 */
const KB = 1024;
const MB = 1024 * KB;

/** The limits of short texts, in characters (UTF-16 code units). */
export const MAX_CHARACTERS = {
  /** Names of agents, servers, subagents and skills, and names for display. */
  name: 256,
  toolName: 256,
  model: 256,
  /** Ids and handles of other objects. */
  id: 256,
  headerName: 256,
  path: 1 * KB,
  url: 2 * KB,
  /** A regular expression. */
  pattern: 1 * KB,
} as const;

/** The limits of long texts, in bytes of UTF-8. */
export const MAX_BYTES = {
  description: 4 * KB,
  headerValue: 16 * KB,
  /** Of a skill, besides its name and description. */
  frontMatter: 64 * KB,
  /** A text that a reply is compared with. */
  expected: 64 * KB,
  /** `extras` and `configurable`, each as JSON. */
  json: 256 * KB,
  /** A prompt, the instructions of a skill or subagent, one file. */
  text: 1 * MB,
} as const;

/** The limits of lists, and of objects whose keys the program chooses, in items. */
export const MAX_ITEMS = {
  tools: 500,
  interruptRules: 1000,
  subagents: 100,
  skills: 500,
  files: 5000,
  headers: 100,
  scopes: 100,
  policies: 100,
  users: 1000,
  smokeCases: 500,
  turns: 50,
  /** Of one kind, in one case of a smoke test. */
  expectations: 100,
} as const;

/** What is wrong with a text of more than `max` characters; `undefined` when it has no more. */
export function tooLong(text: string, max: number): string | undefined {
  return text.length > max
    ? `is too long: it has ${String(text.length)} characters, shorten it to ${String(max)} or fewer`
    : undefined;
}

/** What is wrong with a text of more than `max` bytes; `undefined` when it has no more. */
export function tooLarge(text: string, max: number): string | undefined {
  return tooManyBytes(Buffer.byteLength(text), max);
}

/** What is wrong with something of more than `max` bytes; `undefined` when it has no more. */
export function tooManyBytes(bytes: number, max: number): string | undefined {
  return bytes > max ? `is too large: it has ${asSize(bytes)}, shorten it to ${asSize(max)} or less` : undefined;
}

/** What is wrong with more than `max` items; `undefined` when there are no more. */
export function tooMany(items: number, max: number): string | undefined {
  return items > max ? `has too many entries: ${String(items)}, keep ${String(max)} or fewer` : undefined;
}

/** Rounded up: what is over a limit never reads like the limit itself. */
function asSize(bytes: number): string {
  const [unit, name] = bytes >= MB ? [MB, "MB"] : [KB, "KB"];
  return `${String(Math.ceil((bytes / unit) * 10) / 10)} ${name}`;
}
