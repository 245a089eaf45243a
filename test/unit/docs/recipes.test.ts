/** The recipes of docs/development.md: each names files that exist, and all product files that mention its example. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, resolve, sep } from "node:path";
import ts from "typescript";

const ROOT = resolve(__dirname, "../../..");

/** Other things with the name of an example, which no recipe is about. */
const NAMESAKES: Readonly<Record<string, readonly string[]>> = {
  configurable: [
    // Of a property descriptor.
    "sdk/properties.ts",
    // Of LangGraph.
    "emulator/runtime/harness/checkpoint-saver.ts",
    "emulator/runtime/harness/index.ts",
    // Of what is left as it is.
    "provider/lookups/index.ts",
    "provider/project/json-file.ts",
  ],
};

interface Recipe {
  readonly title: string;
  readonly examples: readonly string[];
  /** Every file that it names. */
  readonly files: readonly string[];
  /** The product files of its numbered steps. */
  readonly steps: readonly string[];
}

const RECIPES = recipesIn(readFileSync(join(ROOT, "docs/development.md"), "utf8"));
const WORDS = new Map(["provider", "sdk", "cli", "emulator"].flatMap(sourcesIn).map((file) => [file, wordsOf(file)]));

it("there is a recipe for a field, an expectation, an endpoint and a resource", () => {
  expect(RECIPES.map(({ title }) => title)).toEqual(["a field", "an expectation", "an endpoint", "a resource"]);
});

describe.each(RECIPES)("how to add $title", ({ title, examples, files, steps }) => {
  it("names only files that exist", () => {
    expect(files.filter((file) => !existsSync(join(ROOT, file)))).toEqual([]);
    expect(steps.length).toBeGreaterThan(0);
  });

  it.each(examples)("names every product file that mentions %s", (example) => {
    const mentions = [...WORDS].filter(([, words]) => words.has(example)).map(([file]) => file);
    const expected = mentions.filter((file) => NAMESAKES[example]?.includes(file) !== true);
    console.info(
      `${title}: ${example} is in ${String(expected.length)} of the ${String(steps.length)} files of the steps`,
    );
    expect(expected.length).toBeGreaterThan(0);
    expect(expected.filter((file) => !steps.includes(file))).toEqual([]);
  });
});

it.each([
  ["a field", 5],
  ["an expectation", 4],
  // Of which seven are the group's own; without a store and permissions of its own it is 12.
  ["an endpoint", 16],
])("%s takes at most %d product files", (title, most) => {
  const recipe = RECIPES.find((candidate) => candidate.title === title);
  expect(recipe?.steps.length).toBeLessThanOrEqual(most);
});

function recipesIn(markdown: string): Recipe[] {
  return markdown
    .split(/^### How to add /m)
    .slice(1)
    .map((section) => {
      const [text = ""] = section.split(/^## /m);
      const [, examples = ""] = /Example: ([^.]*)\./.exec(text) ?? [];
      const steps = [...text.matchAll(/^\d+\. (?:.+\n)(?: {3}.+\n)*/gm)].map(([step]) => step).join("");
      return {
        title: text.slice(0, text.indexOf("\n")),
        examples: codeIn(examples),
        files: codeIn(text).filter(isFile),
        steps: [...new Set(codeIn(steps).filter((code) => isFile(code) && !code.startsWith("test/")))],
      };
    });
}

function codeIn(markdown: string): string[] {
  return [...markdown.matchAll(/`([^`]+)`/g)].map(([, code = ""]) => code);
}

function isFile(code: string): boolean {
  return /^[a-z]+\/[\w./-]+\.\w+$/.test(code);
}

/** The words of a source: names and texts, without comments. */
function wordsOf(file: string): ReadonlySet<string> {
  const words = new Set<string>();
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node) || ts.isStringLiteral(node)) {
      words.add(node.text);
    }
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(file, readFileSync(join(ROOT, file), "utf8"), ts.ScriptTarget.Latest));
  return words;
}

function sourcesIn(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".ts") && !/(^|[/\\])(dist|node_modules)[/\\]/.test(name))
    .map((name) => [folder, ...name.split(sep)].join("/"));
}
