/** A JSON file of a project: its content, checked, and the line of each part. */
import type * as z from "zod";
import { type Node, parseTree, type ParseError, printParseErrorCode } from "jsonc-parser";
import { type PathStep, propertyPath } from "../helpers/property-path";
import { validate } from "../inputs/check";
import { type Folder, Places } from "./folder";

/** Turns a path in a file into the path of the agent's property. */
export type Rename = (steps: readonly PathStep[]) => readonly PathStep[];

export interface JsonFile<Content> {
  readonly content: Content;
  readonly locate: (places: Places, rename: Rename) => void;
}

/** Reads `text`, the content of `file`. Reports what is wrong with it, and then returns nothing. */
export function readJson<Schema extends z.ZodType>(
  folder: Folder,
  file: string,
  text: string,
  schema: Schema,
): JsonFile<z.output<Schema>> | undefined {
  const lineAt = lineCounter(text);
  // Unlike `JSON.parse`, continues after an error and says where things are.
  const errors: ParseError[] = [];
  const tree = parseTree(text, errors, { disallowComments: true });
  let value: unknown;
  try {
    value = withoutNulls(JSON.parse(text));
  } catch (thrown) {
    folder.report(file, syntaxProblem(text, errors[0], thrown), lineAt(errors[0]?.offset ?? 0));
    return undefined;
  }
  const repeated = tree ? [...repeatedKeys(tree)] : [];
  for (const { steps, offsets } of repeated) {
    const [first, second] = offsets.map(lineAt);
    folder.report(
      file,
      `${propertyPath(steps)} is written twice, first in line ${String(first)}: drop one of them`,
      second,
    );
  }
  const locate = (places: Places, rename: Rename): void => {
    for (const { steps, offset } of tree ? partsOf(tree) : []) {
      places.add(rename(steps), { file: folder.shown(file), line: lineAt(offset), name: propertyPath(steps) });
    }
  };
  const failures = validate(schema, value);
  if (failures.length === 0 && repeated.length === 0) {
    return { content: value as z.output<Schema>, locate };
  }
  const places = new Places();
  locate(places, (steps) => steps);
  for (const { property, reason } of failures) {
    folder.report(file, `${property} ${reason}`.trim(), places.of(property)?.line ?? 1);
  }
  return undefined;
}

type CamelCase<Name extends string> = Name extends `${infer First}_${infer Rest}`
  ? `${First}${Capitalize<CamelCase<Rest>>}`
  : Name;

type CamelCased<T> = { [Key in keyof T as Key extends string ? CamelCase<Key> : Key]: T[Key] };

/** A name of a file (`mcp_server_url`) as a program writes it (`mcpServerUrl`). */
export function camelCase(name: string): string {
  return name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
}

/** A copy of an object with its own keys in camel case. */
export function camelCased<T extends object>(value: T): CamelCased<T> {
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [camelCase(key), item as unknown]),
  ) as CamelCased<T>;
}

/** What a program or a server of its own puts into a field, where `null` is a value. */
const FREE_FORM = new Set(["extras", "configurable"]);

/** The product's command line treats a field that is `null` as absent. */
function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.map(withoutNulls);
  }
  return typeof value === "object" && value !== null
    ? Object.fromEntries(
        Object.entries(value)
          .filter(([, field]) => field !== null)
          .map(([name, field]: [string, unknown]) => [name, FREE_FORM.has(name) ? field : withoutNulls(field)]),
      )
    : value;
}

function syntaxProblem(text: string, error: ParseError | undefined, thrown: unknown): string {
  if (text.startsWith("\uFEFF")) {
    return "starts with a byte order mark: save it as UTF-8 without one";
  }
  // For example "CommaExpected".
  const found =
    error &&
    printParseErrorCode(error.error)
      .replace(/\B[A-Z]/g, " $&")
      .toLowerCase();
  return `is not valid JSON: ${found ?? String(thrown)}`;
}

/** Every value below `node`, with its path. */
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

/** Each key that an object has twice, of which only the last one would count. */
function* repeatedKeys(node: Node, at: readonly PathStep[] = []): Generator<{ steps: PathStep[]; offsets: number[] }> {
  const first = new Map<string, number>();
  for (const [index, child] of (node.children ?? []).entries()) {
    const [key, value] = child.type === "property" ? (child.children ?? []) : [undefined, child];
    const step = key ? String(key.value) : index;
    const before = key && first.get(String(step));
    if (before !== undefined) {
      yield { steps: [...at, step], offsets: [before, child.offset] };
    } else if (key) {
      first.set(String(step), child.offset);
    }
    if (value) {
      yield* repeatedKeys(value, [...at, step]);
    }
  }
}

function lineCounter(text: string): (offset: number) => number {
  const starts = [0, ...[...text.matchAll(/\n/g)].map(({ index }) => index + 1)];
  return (offset) => starts.findLastIndex((start) => start <= offset) + 1;
}
