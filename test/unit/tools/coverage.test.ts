import path from "node:path";
import libCoverage from "istanbul-lib-coverage";
import ts from "typescript";
import { type ScriptCoverage, executedLines } from "../../../tools/coverage/executed-lines.ts";
import { addLines, verdict } from "../../../tools/coverage/report.ts";

const SOURCE = `interface Named { name: string }
export function greet({ name }: Named): string {
  if (name === "") {
    return "Hello.";
  }
  return \`Hello, \${name}.\`;
}
export function unused(): string {
  return "never";
}
`;

/** The sample as it is compiled, after a notice as the provider's bundle has one. */
function sample() {
  const notice = "/*\nA licence.\n*/\n";
  const { outputText, sourceMapText } = ts.transpileModule(SOURCE, {
    fileName: "greet.ts",
    compilerOptions: { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2023, sourceMap: true },
  });
  return { text: notice + outputText, offset: notice.length, map: String(sourceMapText) };
}

/** What V8 says where `greet` ran with a name, and nothing else did. */
function coverageOf(text: string): ScriptCoverage {
  const range = (part: string, count: number) => {
    const startOffset = text.indexOf(part);
    return { startOffset, endOffset: startOffset + part.length, count };
  };
  const body = (name: string): string => new RegExp(`function ${name}\\([^]*?\\n}`).exec(text)?.[0] ?? "";
  return {
    url: "file:///greet.js",
    functions: [
      { ranges: [{ startOffset: 0, endOffset: text.length, count: 1 }] },
      { ranges: [range(body("unused"), 0)] },
      { ranges: [range(body("greet"), 2), range('{\n        return "Hello.";\n    }', 0)] },
    ],
  };
}

/** Another process, in which nothing ran since it was last looked at. */
const nothing: ScriptCoverage = { url: "file:///greet.js", functions: [] };

describe("the lines of a source that ran in a process", () => {
  it("are found through the map, without the block and the function that did not run", () => {
    const compiled = sample();
    const [[source, lines] = ["", new Set<number>()]] = executedLines(compiled, [coverageOf(compiled.text), nothing]);
    expect(source).toBe("greet.ts");
    expect([...lines].sort((a, b) => a - b)).toEqual(expect.arrayContaining([2, 3, 6]));
    expect([4, 9].filter((line) => lines.has(line))).toEqual([]);
  });

  it("are added to what ran in the tests' own process", () => {
    const at = (line: number) => ({ start: { line, column: 2 }, end: { line, column: 10 } });
    const file = path.resolve("greet.ts");
    const coverage = libCoverage.createCoverageMap({
      [file]: {
        path: file,
        statementMap: { 0: at(3), 1: at(4), 2: at(6), 3: at(9) },
        s: { 0: 5, 1: 5, 2: 0, 3: 0 },
        fnMap: {},
        f: {},
        branchMap: {},
        b: {},
      },
    });
    addLines(coverage, file, new Set([2, 3, 6]));
    addLines(coverage, path.resolve("other.ts"), new Set([1]));
    expect(coverage.fileCoverageFor(file).getLineCoverage()).toEqual({ 3: 5, 4: 5, 6: 1, 9: 0 });
    expect(coverage.files()).toEqual([file]);
  });
});

describe("the floor", () => {
  it("is passed where each folder reaches it", () => {
    expect(verdict({ provider: { covered: 90, total: 100 }, sdk: { covered: 19, total: 20 } }, 90)).toEqual({
      text: "provider: 90 of 100 lines (90.0 %)\nsdk: 19 of 20 lines (95.0 %)",
      exitCode: 0,
    });
  });

  it("is missed by one folder below it, however little", () => {
    const { text, exitCode } = verdict({
      provider: { covered: 999, total: 999 },
      sdk: { covered: 8999, total: 10_000 },
    });
    expect(text).toMatch(/sdk: 8999 of 10000 lines \(89\.9 %\)\nAt least 90 % of each have to run in tests\.$/);
    expect(exitCode).toBe(1);
  });

  it("is missed by a folder of which nothing was measured", () => {
    expect(verdict({ sdk: { covered: 0, total: 0 } }).exitCode).toBe(1);
  });
});
