/**
 * Who may import whom. The table is the design's: it keeps a program's start-up free of zod and undici, the resources
 * free of any engine, and the emulator honest (it shares the wire format and small helpers with the provider, and no logic of the API).
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
  "provider/helpers": { folders: [], packages: ["semver", "yaml"] },
  "provider/wire": { folders: [], packages: ["zod"] },
  "provider/config": { folders: ["provider/helpers"], packages: [] },
  "provider/client": {
    folders: ["provider/wire", "provider/config", "provider/helpers"],
    packages: ["eventsource-parser", "undici"],
    typesOf: ["zod"],
  },
  "provider/inputs": { folders: ["provider/helpers"], packages: ["ajv", "zod"] },
  "provider/smoke": {
    folders: ["provider/wire", "provider/client", "provider/inputs", "provider/helpers"],
    packages: [],
  },
  "provider/resources": {
    folders: [
      "provider/wire",
      "provider/client",
      "provider/inputs",
      "provider/config",
      "provider/smoke",
      "provider/helpers",
    ],
    packages: [],
    typesOf: ["zod"],
  },
  "provider/dynamic": {
    folders: ["provider/resources", "provider/helpers"],
    packages: [],
    typesOf: ["@pulumi/pulumi"],
  },
  "provider/lookups": {
    folders: ["provider/wire", "provider/client", "provider/inputs", "provider/resources", "provider/helpers"],
    packages: [],
    typesOf: ["zod"],
  },
  "provider/project": {
    folders: ["provider/inputs", "provider/helpers"],
    packages: ["jsonc-parser", "yaml"],
    typesOf: ["zod"],
  },
  // Of lookups and project a program loads nothing before it asks for it: test/unit/sdk/start-up.test.ts.
  sdk: {
    folders: ["provider/dynamic", "provider/helpers", "provider/lookups", "provider/project"],
    packages: ["@pulumi/pulumi"],
  },
  emulator: {
    folders: ["provider/wire", "provider/helpers"],
    packages: [
      "commander",
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
      "provider/client",
      "provider/config",
      "provider/helpers",
      "provider/inputs",
      "provider/project",
      "provider/resources",
      "provider/smoke",
    ],
    packages: ["commander", "xmlbuilder2", "yaml"],
  },
};

/** Of `provider/dynamic` a program loads the provider's text, not the provider. */
const LIGHT_FILES: Readonly<Record<string, readonly string[]>> = {
  sdk: ["provider/dynamic/shell", "provider/helpers/property-path"],
};

interface Import {
  readonly file: string;
  readonly specifier: string;
  readonly typeOnly: boolean;
}

const PRODUCT_FILES = ["provider", "sdk", "emulator", "cli"].flatMap(sourcesIn);

describe.each(Object.entries(RULES))("%s", (folder, rule) => {
  const imports = sourcesIn(folder).flatMap(importsOf);

  it("has sources that import something", () => {
    expect(imports.length).toBeGreaterThan(0);
  });

  it("imports only what the design allows", () => {
    expect(imports.filter((used) => !isAllowed(used, folder, rule)).map(asText)).toEqual([]);
  });
});

it("covers every folder with sources of the two packages", () => {
  const folders = PRODUCT_FILES.map((file) => folderOf(file));
  expect([...new Set(folders)].sort()).toEqual(Object.keys(RULES).sort());
});

it("has no circles of imports, types included", () => {
  const graph = new Map(PRODUCT_FILES.map((file) => [file, importsOf(file).flatMap((used) => targetOf(used) ?? [])]));
  expect(circlesIn(graph)).toEqual([]);
});

it("finds a circle of imports", () => {
  const graph = new Map([
    ["a", ["b", "c"]],
    ["b", []],
    ["c", ["d"]],
    ["d", ["b", "a"]],
  ]);
  expect(circlesIn(graph)).toEqual(["a, c, d"]);
});

it("has no file of more than 250 lines", () => {
  const lengths = PRODUCT_FILES.map((file) => ({
    file,
    lines: readFileSync(join(ROOT, file), "utf8").split("\n").length - 1,
  }));
  expect(lengths.filter(({ lines }) => lines > 250)).toEqual([]);
});

it("has at most 210 files", () => {
  // Before the rooms there were 301.
  console.log(`${String(PRODUCT_FILES.length)} product files`);
  expect(PRODUCT_FILES.length).toBeLessThan(211);
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

/** The strongly connected parts of more than one file, each as its sorted names (Tarjan's algorithm). */
function circlesIn(graph: ReadonlyMap<string, readonly string[]>): string[] {
  const [indexes, lows, stack, found] = [
    new Map<string, number>(),
    new Map<string, number>(),
    [] as string[],
    [] as string[],
  ];
  const visit = (node: string): void => {
    indexes.set(node, indexes.size);
    lows.set(node, indexes.size - 1);
    stack.push(node);
    for (const next of graph.get(node) ?? []) {
      if (!indexes.has(next)) {
        visit(next);
      }
      if (stack.includes(next)) {
        lows.set(node, Math.min(lows.get(node) ?? 0, lows.get(next) ?? 0));
      }
    }
    if (lows.get(node) === indexes.get(node)) {
      const part = stack.splice(stack.indexOf(node));
      if (part.length > 1) {
        found.push(part.sort().join(", "));
      }
    }
  };
  for (const node of graph.keys()) {
    if (!indexes.has(node)) {
      visit(node);
    }
  }
  return found;
}

/** The product file behind a relative import. */
function targetOf({ file, specifier }: Import): string | undefined {
  const path = specifier.startsWith(".") ? pathOf(file, specifier).replace(/\.js$/, "") : "";
  return [`${path}.ts`, `${path}/index.ts`].find((candidate) => PRODUCT_FILES.includes(candidate));
}

/** A relative import, from the root of the repository. */
function pathOf(file: string, specifier: string): string {
  return relative(ROOT, resolve(dirname(join(ROOT, file)), specifier))
    .split(sep)
    .join("/");
}

function isAllowed({ file, specifier, typeOnly }: Import, folder: string, rule: Rule): boolean {
  if (specifier.startsWith(".")) {
    const target = pathOf(file, specifier);
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
    .filter((name) => name.endsWith(".ts") && !/(^|[/\\])(dist|node_modules)[/\\]/.test(name))
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
