/** What people copy from the documentation compiles. */
import { markdownSnippets, problemsIn, publicExports } from "./snippets";

const exported = publicExports();

it("documents everything that a program can import, with an example", () => {
  expect(exported.length).toBeGreaterThan(10);
  expect(exported.filter(({ documentation }) => documentation === "").map(({ name }) => name)).toEqual([]);
  expect(exported.filter(({ examples }) => examples.length === 0).map(({ name }) => name)).toEqual([]);
});

it("has examples that compile, in doc comments and on the pages", () => {
  const snippets = [...exported.flatMap(({ examples }) => examples), ...markdownSnippets()];
  expect(snippets.length).toBeGreaterThan(10);
  expect(problemsIn(snippets)).toEqual([]);
}, 120_000);

it("finds what does not compile", () => {
  expect(problemsIn([{ where: "here", code: 'new deepagents.Agent("a", { sytemPrompt: "x" });' }])).toEqual([
    expect.stringMatching(/^here: .*'sytemPrompt' does not exist/),
  ]);
}, 120_000);
