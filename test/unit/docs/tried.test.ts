/** The table "What was tried" of docs/semantics.md: a test walks through each row, and none is left out. */
import { readFileSync } from "node:fs";
import { join } from "node:path";

const ROOT = join(__dirname, "../../..");
const read = (file: string): string => readFileSync(join(ROOT, file), "utf8");

/** The tests whose titles are rows. */
const WALKS = ["test/engine/whole-of-pulumi.test.ts", "test/long/whole-of-pulumi.test.ts"];

/** The rows that tests of something larger walk as well: the file, and the title there. */
const ELSEWHERE: Readonly<Record<string, readonly [file: string, title: string]>> = {
  "`parent`": ["test/long/ownership.test.ts", "equal names under different parents are different agents"],
  "`provider`, `providers` of a component": [
    "test/engine/providers.test.ts",
    "a component passes its provider on to resources and look-ups alike",
  ],
  "`protect`": ["test/long/ownership.test.ts", "protect and retainOnDelete keep the agent as they do any resource"],
  "`retainOnDelete`": [
    "test/long/ownership.test.ts",
    "protect and retainOnDelete keep the agent as they do any resource",
  ],
  "`replacementTrigger`, `--replace`, `state taint` of an adopted object": [
    "test/engine/adoption.test.ts",
    "no replacement deletes an adopted object: it is refused in the preview",
  ],
  "`deleteBeforeReplace: false` that a transformation sets": [
    "test/engine/ownership.test.ts",
    "a replacement that is made first, as a transformation may have it, does not lose the agent",
  ],
  "`aliases` for another name": [
    "test/engine/adoption.test.ts",
    "a resource that is renamed in the program keeps its object and the object's name",
  ],
  "`id`": [
    "test/engine/account.test.ts",
    "an object that the program reads by its id has all its outputs, and a missing one is an error",
  ],
  "`up` when nothing changed": [
    "test/engine/lifecycle.test.ts",
    "is left alone when nothing changed: no request, the same revision",
  ],
  "`preview --diff`": ["test/engine/lifecycle.test.ts", "previews a change deep inside an argument by its own name"],
  "`stack output --show-secrets`": ["test/engine/secrets.test.ts", "the header is there for those who may see it"],
  "a transform of the live agent of a `GatedAgent`": [
    "test/long/gates.test.ts",
    "a transform that changes only the live agent",
  ],
  "`--exclude` of a smoke test, `--target` of the live agent": ["test/long/gates.test.ts", "`--exclude` of the test"],
  "`state delete`": [
    "test/engine/ownership.test.ts",
    "a state that lost an agent finds it again, and says how to let go of it for good",
  ],
  "`stack export`, `stack import` of a state without accounts": [
    "test/engine/account.test.ts",
    "a state without an account is left alone, and the next refresh completes it without a change",
  ],
  "two states with the same project and stack name": [
    "test/engine/ownership.test.ts",
    "two states with the same project and stack name do not touch each other's agents",
  ],
  "a state of an earlier version": [
    "test/engine/old-states.test.ts",
    "is unchanged in a preview, which sends no writing request",
  ],
  "stack transforms, those of a parent and of a resource, old transformations, hooks": [
    "test/engine/transforms.test.ts",
    "transforms of the stack, a parent and a resource reach the server and the outputs",
  ],
  "mocks in a unit test": [
    "test/unit/sdk/resources.test.ts",
    "has the value that only the mocks of a unit test have set",
  ],
  "the Automation API with programs in the process": [
    "test/engine/examples-automation.test.ts",
    "marks each tenant's agents with the identity of the tenant's own stack",
  ],
  "stack references": [
    "test/engine/examples-stacks.test.ts",
    "an agent that the platform has to make again has a new id, which the next deployment of the product takes",
  ],
  "several accounts in one program": [
    "test/engine/providers.test.ts",
    "one program deploys to two accounts, and refreshes and destroys both from the state alone",
  ],
  "a URL or name that the program marks as secret": ["test/engine/secrets.test.ts", "no secret is in the state"],
  "a tool on a server of another account": [
    "test/engine/providers.test.ts",
    "a tool on another account's server is refused in the preview",
  ],
  "the engine, the provider or the server is killed in the middle": [
    "test/engine/kill.test.ts",
    "after a kill during %s of %s the next deployment converges",
  ],
  "no key, a wrong one, or one without a permission": [
    "test/engine/configuration.test.ts",
    "a wrong API key is one clear sentence, and nothing is made",
  ],
  "another workspace or endpoint": [
    "test/engine/account.test.ts",
    "another workspace orphans nothing: preview, up, refresh and destroy say which account has the objects",
  ],
  "a refresh that is answered 401, 403 or 500, or from somewhere else": [
    "test/engine/drift.test.ts",
    "a refresh that cannot know loses nothing",
  ],
  "an agent that was deleted by hand": [
    "test/long/ownership.test.ts",
    "an agent deleted by hand is found missing by refresh and made again",
  ],
  "an agent that was edited by hand": [
    "test/engine/lifecycle.test.ts",
    "shows a prompt edited by hand on refresh, and puts it right on the next up",
  ],
};

interface Row {
  readonly what: string;
  readonly outcome: string;
}

const ROWS = rowsOf(read("docs/semantics.md").split("\n## What was tried\n")[1] ?? "");
const TITLES = WALKS.flatMap((file) =>
  [...read(file).matchAll(/\n *it\(\s*"([^"]+)"/g)].map(([, title = ""]) => title),
);

it("has rows, each of them once", () => {
  expect(ROWS.length).toBeGreaterThan(60);
  const all = ROWS.map(({ what }) => what);
  expect(all.filter((what, index) => all.indexOf(what) !== index)).toEqual([]);
});

it("a test walks through each row that is not open", () => {
  const walked = new Set([...TITLES, ...Object.keys(ELSEWHERE)]);
  expect(ROWS.filter(({ what, outcome }) => !walked.has(what) && !outcome.startsWith("open: "))).toEqual([]);
});

it("what a test walks through is a row", () => {
  const rows = new Set(ROWS.map(({ what }) => what));
  expect([...TITLES, ...Object.keys(ELSEWHERE)].filter((title) => !rows.has(title))).toEqual([]);
});

it.each(Object.entries(ELSEWHERE))("the test of %s is there", (_, [file, title]) => {
  expect(read(file)).toContain(title);
});

it("each way round the gate is one that a test tries", () => {
  const [, section = ""] = read("docs/smoke-tests.md").split("\n### Ways round the gate\n");
  const ways = rowsOf(section.split("\n**The limits.**")[0] ?? "").map(({ what }) => what);
  expect(ways.length).toBeGreaterThan(15);
  expect(ways).toEqual(titlesIn("test/long/gates.test.ts"));
});

function titlesIn(file: string): string[] {
  return [...read(file).matchAll(/\n *it\(\s*"([^"]+)"/g)].map(([, title = ""]) => title);
}

function rowsOf(section: string): Row[] {
  const cells = section
    .split("\n## ")[0]!
    .split("\n")
    .filter((line) => line.startsWith("| ") && !/^\| (what +\||-+ )/.test(line))
    .map((line) => line.split("|").map((cell) => cell.trim()));
  return cells.map(([, what = "", outcome = ""]) => ({ what, outcome }));
}
