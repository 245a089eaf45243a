/**
 * Who may import whom. The table is the design's: it keeps a program's start-up free of zod and undici, the resources
 * free of any engine, and the emulator honest (it shares the wire format with the client and nothing else).
 */
import { readdirSync, readFileSync } from "node:fs";
import { isBuiltin } from "node:module";
import { dirname, join, relative, resolve, sep } from "node:path";
import ts from "typescript";

const ROOT = resolve(__dirname, "../..");

interface Rule {
  /** Folders of this repository, besides the importing one. */
  readonly folders: readonly string[];
  readonly packages: readonly string[];
  /** Packages of which only the types may be used: nothing of them is loaded. */
  readonly typesOf?: readonly string[];
}

const RULES: Readonly<Record<string, Rule>> = {
  "provider/schema": { folders: [], packages: ["ajv", "zod"] },
  "provider/api": { folders: ["provider/schema"], packages: ["eventsource-parser", "undici"], typesOf: ["zod"] },
  "provider/smoke": { folders: ["provider/schema", "provider/api"], packages: [] },
  "provider/resources": {
    folders: ["provider/schema", "provider/api", "provider/smoke"],
    packages: [],
    typesOf: ["zod"],
  },
  "provider/dynamic": {
    folders: ["provider/resources"],
    packages: ["semver"],
    typesOf: ["@pulumi/pulumi"],
  },
  "provider/lookups": {
    folders: ["provider/schema", "provider/api", "provider/resources"],
    packages: [],
    typesOf: ["zod"],
  },
  "provider/project": { folders: ["provider/schema"], packages: ["jsonc-parser", "yaml"], typesOf: ["zod"] },
  // Of lookups and project a program loads nothing before it asks for it: test/unit/sdk/start-up.test.ts.
  sdk: { folders: ["provider/dynamic", "provider/lookups", "provider/project"], packages: ["@pulumi/pulumi"] },
  emulator: {
    folders: ["provider/schema"],
    packages: [
      "hono",
      "@hono/node-server",
      "@hono/zod-openapi",
      "zod",
      "yaml",
      "langchain",
      "@langchain/core",
      "@langchain/langgraph",
      "@langchain/langgraph-checkpoint",
      "@modelcontextprotocol/sdk",
    ],
  },
  cli: {
    folders: [
      "emulator",
      "provider/api",
      "provider/dynamic",
      "provider/project",
      "provider/resources",
      "provider/schema",
      "provider/smoke",
    ],
    packages: ["commander", "xmlbuilder2", "yaml"],
  },
};

/** Of `provider/dynamic` a program loads the provider's text, not the provider; the command only checks Node.js. */
const LIGHT_FILES: Readonly<Record<string, readonly string[]>> = {
  sdk: ["provider/dynamic/shell"],
  cli: ["provider/dynamic/require-node"],
};

interface Import {
  readonly file: string;
  readonly specifier: string;
  readonly typeOnly: boolean;
}

describe.each(Object.entries(RULES))("%s", (folder, rule) => {
  const imports = sourcesIn(folder).flatMap(importsOf);

  it("has sources that import something", () => {
    expect(imports.length).toBeGreaterThan(0);
  });

  it("imports only what the design allows", () => {
    expect(imports.filter((used) => !isAllowed(used, folder, rule)).map(asText)).toEqual([]);
  });
});

it("covers every folder with sources of the package", () => {
  const folders = ["provider", "sdk", "emulator", "cli"].flatMap(sourcesIn).map((file) => folderOf(file));
  expect([...new Set(folders)].sort()).toEqual(Object.keys(RULES).sort());
});

it("finds type-only and value imports in a source", () => {
  const text =
    'import type { A } from "a"; import { type B } from "b"; import c from "c"; export * from "d"; void import("e");';
  expect(importsIn("x.ts", text).map(({ specifier, typeOnly }) => [specifier, typeOnly])).toEqual([
    ["a", true],
    ["b", true],
    ["c", false],
    ["d", false],
    ["e", false],
  ]);
});

function isAllowed({ file, specifier, typeOnly }: Import, folder: string, rule: Rule): boolean {
  if (specifier.startsWith(".")) {
    const target = relative(ROOT, resolve(dirname(join(ROOT, file)), specifier))
      .split(sep)
      .join("/");
    const targetFolder = folderOf(target);
    const light = LIGHT_FILES[folder];
    return (
      targetFolder === folder ||
      target === "package.json" ||
      (rule.folders.includes(targetFolder) &&
        (targetFolder !== "provider/dynamic" || light === undefined || typeOnly || light.includes(target)))
    );
  }
  const packageName = specifier.split("/", specifier.startsWith("@") ? 2 : 1).join("/");
  return (
    isBuiltin(specifier) ||
    rule.packages.includes(packageName) ||
    (typeOnly && rule.typesOf?.includes(packageName) === true)
  );
}

function folderOf(file: string): string {
  const [top = "", second = ""] = file.split("/");
  return top === "provider" ? `${top}/${second}` : top;
}

function sourcesIn(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".ts"))
    .map((name) => [folder, ...name.split(sep)].join("/"));
}

function importsOf(file: string): Import[] {
  return importsIn(file, readFileSync(join(ROOT, file), "utf8"));
}

function importsIn(file: string, text: string): Import[] {
  const found: Import[] = [];
  const visit = (node: ts.Node): void => {
    if ((ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) && node.moduleSpecifier) {
      found.push({ file, specifier: (node.moduleSpecifier as ts.StringLiteral).text, typeOnly: isTypeOnly(node) });
    } else if (ts.isCallExpression(node) && isLoading(node)) {
      const [argument] = node.arguments;
      found.push({ file, specifier: argument && ts.isStringLiteral(argument) ? argument.text : "?", typeOnly: false });
    }
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true));
  return found;
}

function isLoading({ expression }: ts.CallExpression): boolean {
  return (
    expression.kind === ts.SyntaxKind.ImportKeyword || (ts.isIdentifier(expression) && expression.text === "require")
  );
}

function isTypeOnly(node: ts.ImportDeclaration | ts.ExportDeclaration): boolean {
  if (ts.isExportDeclaration(node)) {
    return node.isTypeOnly;
  }
  const clause = node.importClause;
  const named = clause?.namedBindings && ts.isNamedImports(clause.namedBindings) ? clause.namedBindings.elements : [];
  return (
    clause?.phaseModifier === ts.SyntaxKind.TypeKeyword ||
    (named.length > 0 && !clause?.name && named.every((element) => element.isTypeOnly))
  );
}

function asText({ file, specifier }: Import): string {
  return `${file} imports ${specifier}`;
}
