/** Regular expressions as a program or a file writes them. */

/** Flags at the start, as other languages have them and JavaScript has not: `(?i)` ignores letter case. */
const FLAGS = /^\(\?([ims]+)\)/;

/** @throws SyntaxError when it is no regular expression */
export function patternOf(source: string): RegExp {
  const [prefix = "", flags = ""] = FLAGS.exec(source) ?? [];
  return new RegExp(source.slice(prefix.length), `u${[...new Set(flags)].join("")}`);
}

/** What is wrong with `source` as a regular expression, if anything. */
export function patternProblem(source: string): string | undefined {
  try {
    patternOf(source);
    return undefined;
  } catch (error) {
    // The message repeats the expression, which may be long.
    return `is no regular expression: ${(error as Error).message.replace(/^.*\/[a-z]*: /s, "")}`;
  }
}
