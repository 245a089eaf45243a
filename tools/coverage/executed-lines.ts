import { eachMapping, TraceMap, type SourceMapInput } from "@jridgewell/trace-mapping";

/** What V8 says of a script: how often each function ran, and the blocks in it that ran more or less often. */
export interface ScriptCoverage {
  readonly url: string;
  readonly functions: readonly { readonly ranges: readonly Range[] }[];
}

interface Range {
  readonly startOffset: number;
  readonly endOffset: number;
  readonly count: number;
}

/** A compiled file: its text from `offset` on is what the map is about. */
export interface Compiled {
  readonly text: string;
  readonly offset: number;
  readonly map: SourceMapInput;
}

/** The lines of each source of which something ran in any of the processes, by the source's name in the map. */
export function executedLines(
  compiled: Compiled,
  processes: readonly ScriptCoverage[],
): [source: string, lines: Set<number>][] {
  const ran = new Uint8Array(compiled.text.length);
  for (const { functions } of processes) {
    executedAt(ran.length, functions).forEach((here, at) => {
      ran[at] ||= here;
    });
  }
  const starts = lineStarts(compiled.text, compiled.offset);
  const lines = new Map<string, Set<number>>();
  eachMapping(new TraceMap(compiled.map), ({ generatedLine, generatedColumn, source, originalLine }) => {
    const at = (starts[generatedLine - 1] ?? 0) + generatedColumn;
    if (source !== null && originalLine !== null && ran[at] === 1) {
      lines.set(source, (lines.get(source) ?? new Set()).add(originalLine));
    }
  });
  return [...lines];
}

/** For each character, whether it ran: the innermost range around it decides, and outer ranges come first. */
function executedAt(length: number, functions: ScriptCoverage["functions"]): Uint8Array {
  const ran = new Uint8Array(length);
  const ranges = functions.flatMap((one) => one.ranges);
  const outerFirst = ranges.sort((a, b) => a.startOffset - b.startOffset || b.endOffset - a.endOffset);
  for (const { startOffset, endOffset, count } of outerFirst) {
    ran.fill(count > 0 ? 1 : 0, startOffset, endOffset);
  }
  return ran;
}

/** Where each line starts. */
function lineStarts(text: string, from: number): number[] {
  const starts = [from];
  for (let end = text.indexOf("\n", from); end !== -1; end = text.indexOf("\n", end + 1)) {
    starts.push(end + 1);
  }
  return starts;
}
