/** The files write names as the API does (`mcp_server_url`), a program as Pulumi does (`mcpServerUrl`). */
import type * as z from "zod";
import { type Node, parseTree, type ParseError, printParseErrorCode } from "jsonc-parser";
import { type PathStep, propertyPath } from "../helpers/property-path";
import { validate } from "../inputs/check";
import { type Folder, Places } from "./folder";

type CamelCase<Name extends string> = Name extends `${infer First}_${infer Rest}`
  ? `${First}${Capitalize<CamelCase<Rest>>}`
  : Name;

type CamelCased<T> = { [Key in keyof T as Key extends string ? CamelCase<Key> : Key]: T[Key] };

export function camelCase(name: string): string {
  return name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
}

/** A copy of an object with its own keys in camel case. */
export function camelCased<T extends object>(value: T): CamelCased<T> {
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [camelCase(key), item as unknown]),
  ) as CamelCased<T>;
}

// A JSON file of a project: its content, checked, and where each part of it is.

/** Makes the path of a property of the agent of a path in a file. */
export type Rename = (steps: readonly PathStep[]) => readonly PathStep[];

export interface JsonFile<Content> {
  readonly content: Content;
  readonly locate: (places: Places, rename: Rename) => void;
}

/** Reads `text`, which is that of `file`. What is wrong with it is reported, and nothing returned then. */
export function readJson<Schema extends z.ZodType>(
  folder: Folder,
  file: string,
  text: string,
  schema: Schema,
): JsonFile<z.output<Schema>> | undefined {
  const lineAt = lineCounter(text);
  // Goes on after an error and says where things are, which `JSON.parse` does not.
  const errors: ParseError[] = [];
  const tree = parseTree(text, errors, { disallowComments: true });
  let value: unknown;
  try {
    value = withoutNulls(JSON.parse(text));
  } catch (thrown) {
    folder.report(file, syntaxProblem(text, errors[0], thrown), lineAt(errors[0]?.offset ?? 0));
    return undefined;
  }
  const locate = (places: Places, rename: Rename): void => {
    for (const { steps, offset } of tree ? partsOf(tree) : []) {
      places.add(rename(steps), { file: folder.shown(file), line: lineAt(offset), name: propertyPath(steps) });
    }
  };
  const failures = validate(schema, value);
  if (failures.length === 0) {
    return { content: value as z.output<Schema>, locate };
  }
  const places = new Places();
  locate(places, (steps) => steps);
  for (const { property, reason } of failures) {
    folder.report(file, `${property} ${reason}`.trim(), places.of(property)?.line ?? 1);
  }
  return undefined;
}

/** The product's command line takes a `null` field for one that is left out. */
function withoutNulls(value: unknown): unknown {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value).filter(([, field]) => field !== null))
    : value;
}

function syntaxProblem(text: string, error: ParseError | undefined, thrown: unknown): string {
  if (text.startsWith("\uFEFF")) {
    return "starts with a byte order mark: save it as UTF-8 without one";
  }
  // "CommaExpected", for example.
  const found =
    error &&
    printParseErrorCode(error.error)
      .replace(/\B[A-Z]/g, " $&")
      .toLowerCase();
  return `is not valid JSON: ${found ?? String(thrown)}`;
}

/** Every value below `node`, with the path to it. */
function* partsOf(node: Node, at: readonly PathStep[] = []): Generator<{ steps: readonly PathStep[]; offset: number }> {
  for (const [index, child] of (node.children ?? []).entries()) {
    const [key, value] = child.type === "property" ? (child.children ?? []) : [undefined, child];
    const steps = [...at, key ? String(key.value) : index];
    yield { steps, offset: child.offset };
    if (value) {
      yield* partsOf(value, steps);
    }
  }
}

function lineCounter(text: string): (offset: number) => number {
  const starts = [0, ...[...text.matchAll(/\n/g)].map(({ index }) => index + 1)];
  return (offset) => starts.findLastIndex((start) => start <= offset) + 1;
}
