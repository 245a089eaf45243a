/** The code in the documentation: `@example` blocks of what a program imports, and `ts` blocks of the Markdown pages. */
import { readdirSync, readFileSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import ts from "typescript";

export const ROOT = resolve(__dirname, "../../..");

export interface Snippet {
  /** Where it stands, for a person: `sdk/agent.ts Agent`, `README.md:56`. */
  readonly where: string;
  readonly code: string;
}

export interface PublicExport {
  readonly name: string;
  readonly documentation: string;
  readonly examples: readonly Snippet[];
}

/** What `import * as deepagents from "pulumi-deepagents"` gives, namespaces with their members. */
export function publicExports(): PublicExport[] {
  const { symbols, checker } = sdk();
  return symbols.map((symbol) => asExport(symbol, checker));
}

/** The names of the properties that an exported type has, in all its alternatives. */
export function propertiesOf(name: string): string[] {
  const { symbols, checker } = sdk();
  const symbol = symbols.find((one) => one.name === name);
  if (!symbol) {
    throw new Error(`the SDK does not export ${name}`);
  }
  const type = checker.getDeclaredTypeOfSymbol(symbol);
  const alternatives = type.isUnion() ? type.types : [type];
  return [...new Set(alternatives.flatMap((one) => checker.getPropertiesOfType(one).map((property) => property.name)))];
}

let known: { readonly symbols: readonly ts.Symbol[]; readonly checker: ts.TypeChecker } | undefined;

function sdk(): NonNullable<typeof known> {
  if (known) {
    return known;
  }
  const entry = join(ROOT, "sdk/index.ts");
  const program = ts.createProgram([entry], compilerOptions());
  const checker = program.getTypeChecker();
  const source = program.getSourceFile(entry);
  const module = source && checker.getSymbolAtLocation(source);
  known = { symbols: module ? exportsOf(module, checker) : [], checker };
  return known;
}

function exportsOf(module: ts.Symbol, checker: ts.TypeChecker): ts.Symbol[] {
  return checker
    .getExportsOfModule(module)
    .map((symbol) => (symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol))
    .flatMap((symbol) => (symbol.flags & ts.SymbolFlags.ValueModule ? exportsOf(symbol, checker) : [symbol]));
}

function asExport(symbol: ts.Symbol, checker: ts.TypeChecker): PublicExport {
  const file = symbol.declarations?.[0]?.getSourceFile().fileName ?? ROOT;
  const where = `${relative(ROOT, file)} ${symbol.name}`;
  return {
    name: symbol.name,
    documentation: ts.displayPartsToString(symbol.getDocumentationComment(checker)),
    examples: symbol
      .getJsDocTags(checker)
      .filter((tag) => tag.name === "example")
      .map((tag) => ({ where, code: withoutFence(ts.displayPartsToString(tag.text)) })),
  };
}

function withoutFence(text: string): string {
  return /^```\w*\n([\s\S]*?)\n```\s*$/.exec(text.trim())?.[1] ?? text;
}

/** The `ts` blocks of the pages that people read. */
export function markdownSnippets(): Snippet[] {
  return markdownPages().flatMap((page) => {
    const text = readFileSync(join(ROOT, page), "utf8");
    return [...text.matchAll(/^```ts\n([\s\S]*?)^```/gm)].map((match) => ({
      where: `${page}:${String(text.slice(0, match.index).split("\n").length)}`,
      code: match[1] ?? "",
    }));
  });
}

/** The pages that are written by hand. */
export function markdownPages(): string[] {
  const below = (folder: string): string[] =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: "utf8" })
      .filter((name) => name.endsWith(".md") && !name.includes("node_modules") && !name.startsWith("reference"))
      .map((name) => join(folder, name));
  const inRoot = readdirSync(ROOT).filter((name) => name.endsWith(".md"));
  return [...inRoot, "emulator/README.md", ...below("docs"), ...below("examples")];
}

/** What the compiler says about each snippet, as `where: message`. */
export function problemsIn(snippets: readonly Snippet[]): string[] {
  const files = new Map(
    snippets.map((snippet, index) => [join(ROOT, "test", `snippet-${String(index)}.mts`), asModule(snippet.code)]),
  );
  const options = compilerOptions();
  const host = ts.createCompilerHost(options);
  const disk = ts.createCompilerHost(options);
  host.fileExists = (file) => files.has(file) || disk.fileExists(file);
  host.readFile = (file) => files.get(file) ?? disk.readFile(file);
  const program = ts.createProgram([...files.keys()], options, host);
  return [...files.keys()].flatMap((file, index) =>
    ts
      .getPreEmitDiagnostics(program, program.getSourceFile(file))
      .map(
        ({ messageText }) => `${snippets[index]?.where ?? ""}: ${ts.flattenDiagnosticMessageText(messageText, "\n")}`,
      ),
  );
}

/**
 * An ES module, where `await` needs no function around it, with the two imports that every program has where the snippet
 * does not write them itself.
 */
function asModule(code: string): string {
  const imports = [
    ["pulumi", 'import * as pulumi from "@pulumi/pulumi";'],
    ["deepagents", 'import * as deepagents from "pulumi-deepagents";'],
  ] as const;
  const missing = imports.filter(([name]) => !new RegExp(`import \\* as ${name} `).test(code)).map(([, line]) => line);
  return `${missing.join("")}${code}\nexport {};\n`;
}

function compilerOptions(): ts.CompilerOptions {
  const file = join(ROOT, "tsconfig.json");
  const { config } = ts.readConfigFile(file, (path) => ts.sys.readFile(path)) as { config: object };
  return {
    ...ts.parseJsonConfigFileContent({ ...config, files: [], include: [] }, ts.sys, ROOT).options,
    noEmit: true,
  };
}
