/** What people copy from the documentation compiles in their project. */
import { markdownSnippets, problemsIn, PROJECTS, publicExports } from "./snippets";

const exported = publicExports();
const projects = Object.keys(PROJECTS) as (keyof typeof PROJECTS)[];

it("documents everything that a program can import, with an example", () => {
  expect(exported.length).toBeGreaterThan(10);
  expect(exported.filter(({ documentation }) => documentation === "").map(({ name }) => name)).toEqual([]);
  expect(exported.filter(({ examples }) => examples.length === 0).map(({ name }) => name)).toEqual([]);
});

it.each(projects)("has examples that compile, in doc comments and on the pages: %s", (project) => {
  const snippets = [...exported.flatMap(({ examples }) => examples), ...markdownSnippets()];
  expect(snippets.length).toBeGreaterThan(10);
  expect(problemsIn(snippets, project)).toEqual([]);
});

it("shows each look-up as an output first", () => {
  const lookUps = exported.filter(({ name }) => /^get/.test(name) && !name.endsWith("Output"));
  expect(lookUps.map(({ name }) => name)).toContain("getAgent");
  const examples = lookUps.map(({ name, examples: [example] }) => [name, example?.code] as const);
  expect(
    examples.filter(([name, code = ""]) => {
      const asOutput = code.indexOf(`${name}Output(`);
      return asOutput < 0 || asOutput > code.indexOf(`await deepagents.${name}(`);
    }),
  ).toEqual([]);
});

it.each(projects)("finds what does not compile: %s", (project) => {
  const code = [
    'new deepagents.Agent("a", { sytemPrompt: "x" });',
    'const agent = await deepagents.getAgent({ name: "a" });',
    'import * as deepagents from "pulumi-deepagents"; new pulumi.Config();',
  ];
  expect(
    problemsIn(
      code.map((each) => ({ where: "here", code: each })),
      project,
    ),
  ).toEqual([
    expect.stringMatching(/^here: .*'sytemPrompt' does not exist/),
    expect.stringMatching(/^here: .*'await'/),
    expect.stringMatching(/^here: Cannot find name 'pulumi'/),
  ]);
});
