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

/** The TypeScript blocks of the pages that people read. */
export function markdownSnippets(): Snippet[] {
  return markdownPages().flatMap((page) => {
    const text = readFileSync(join(ROOT, page), "utf8");
    return [...text.matchAll(/^ *```(?:ts|typescript)\b.*\n([\s\S]*?)^ *```/gm)].map((match) => ({
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

/**
 * The two kinds of project that `pulumi new typescript` makes: by Pulumi's template of August 2026, and by the one before.
 * Both are CommonJS, where no `await` stands outside a function.
 */
export const PROJECTS = {
  nodenext: { module: "nodenext", moduleResolution: "nodenext" },
  // TypeScript 5, which the template installs, needs no leave for this resolution.
  commonjs: { module: "commonjs", moduleResolution: "node", ignoreDeprecations: "6.0" },
} as const;

/** What the compiler says about each snippet in such a project, as `where: message`. */
export function problemsIn(snippets: readonly Snippet[], project: keyof typeof PROJECTS): string[] {
  const files = new Map(
    snippets.map((snippet, index) => [join(ROOT, "test", `snippet-${String(index)}.ts`), asProgram(snippet.code)]),
  );
  const options = optionsOf({
    strict: true,
    outDir: "bin",
    target: "es2020",
    ...PROJECTS[project],
    sourceMap: true,
    experimentalDecorators: true,
    pretty: true,
    noFallthroughCasesInSwitch: true,
    noImplicitReturns: true,
    forceConsistentCasingInFileNames: true,
    // TypeScript 5 takes all the types that are installed; a new project has those of Node.js.
    types: ["node"],
    // What is in node_modules there.
    paths: { "pulumi-deepagents": ["./sdk/index.ts"], "pulumi-deepagents-emulator": ["./emulator/index.ts"] },
  });
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

/** A snippet that imports something is a whole program. Any other is the rest of one, below the two imports that all have. */
function asProgram(code: string): string {
  return /^import /m.test(code)
    ? code
    : `import * as pulumi from "@pulumi/pulumi";import * as deepagents from "pulumi-deepagents";${code}`;
}

/** The options of the sources. */
function compilerOptions(): ts.CompilerOptions {
  const file = join(ROOT, "tsconfig.json");
  const { config } = ts.readConfigFile(file, (path) => ts.sys.readFile(path)) as {
    config: { compilerOptions: object };
  };
  return optionsOf(config.compilerOptions);
}

function optionsOf(compilerOptions: object): ts.CompilerOptions {
  const { options, errors } = ts.parseJsonConfigFileContent({ compilerOptions, files: [] }, ts.sys, ROOT);
  // That there are no files is not a mistake here.
  const wrong = errors.filter(({ code }) => code !== 18002);
  if (wrong.length > 0) {
    throw new Error(wrong.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, "\n")).join("\n"));
  }
  return { ...options, noEmit: true };
}
