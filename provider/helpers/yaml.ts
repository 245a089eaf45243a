/** YAML, as every file of a person is read: one document, each key once, and nothing merged. */
import { createRequire } from "node:module";
import type { Document, Node } from "yaml";

/** What is wrong with a text as YAML, and where. */
export interface YamlProblem {
  /** In characters from the start of the text. */
  readonly offset: number;
  readonly reason: string;
}

export interface YamlText {
  readonly document: Document;
  readonly problem: YamlProblem | undefined;
  /** Line and column, both from 1, of an offset. */
  readonly positionOf: (offset: number) => { readonly line: number; readonly col: number };
}

/** @param oneDocument what to do about a second document: "write all cases into one" */
export function parseYaml(text: string, oneDocument: string): YamlText {
  const { LineCounter, parseDocument } = loadYaml();
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const positionOf = (offset: number) => lines.linePos(offset);
  const [broken] = document.errors;
  if (broken === undefined) {
    return { document, problem: mergeKeyIn(document), positionOf };
  }
  const [offset] = broken.pos;
  const reasons: Readonly<Record<string, string | undefined>> = {
    MULTIPLE_DOCS: `a second document starts here: ${oneDocument}, and drop the line ---`,
    DUPLICATE_KEY: repeatedKey(document, offset, (first) => positionOf(first).line),
  };
  return { document, problem: { offset, reason: reasons[broken.code] ?? broken.message }, positionOf };
}

/** Where a node begins, in characters. */
export function startOf(node: Node): number {
  return node.range?.[0] ?? 0;
}

/** Loaded only when needed: it takes a tenth of the local server's start. */
export function loadYaml(): typeof import("yaml") {
  return requireLazily("yaml") as typeof import("yaml");
}

const requireLazily = createRequire(__filename);

function mergeKeyIn(document: Document): YamlProblem | undefined {
  const { isNode, visit } = loadYaml();
  let problem: YamlProblem | undefined;
  visit(document, {
    Pair(_, { key }) {
      if (isNode(key) && String(key) === "<<") {
        problem ??= { offset: startOf(key), reason: "merge keys (<<) are not read: write the fields out" };
      }
    },
  });
  return problem;
}

function repeatedKey(document: Document, offset: number, lineOf: (offset: number) => number): string | undefined {
  const { isNode, visit } = loadYaml();
  let problem: string | undefined;
  visit(document, {
    Map(_, { items }) {
      const keys = items.flatMap(({ key }) => (isNode(key) ? [key] : []));
      const second = keys.find((key) => startOf(key) === offset);
      const first = second && keys.find((key) => String(key) === String(second));
      if (first) {
        problem = `${String(first)} is written twice, first in line ${String(lineOf(startOf(first)))}: drop one of them`;
      }
    },
  });
  return problem;
}
