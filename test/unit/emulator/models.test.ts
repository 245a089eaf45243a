import { builtInTurn, toolRequests, findTurn, parseScript } from "../../../emulator/runtime/models";
import { RunEventSchemas } from "../../../provider/wire";
import { human, runStream } from "./runs-support";
import { closeAll, createAgent, createThread, start } from "./support";

afterEach(closeAll);

describe("what a message asks for", () => {
  it.each([
    ['use a {"x":1}', [{ name: "a", args: { x: 1 } }]],
    ['Call a-b.c with {"x": {"y": "}"}} please', [{ name: "a-b.c", args: { x: { y: "}" } } }]],
    [
      'use a {"x":1}, then use b {}',
      [
        { name: "a", args: { x: 1 } },
        { name: "b", args: {} },
      ],
    ],
    ["use a {x}", []],
    ["use a", []],
    ['abuse a {"x":1}', []],
  ])("the message %s asks for its tools", (text, requests) => {
    expect(toolRequests(text)).toEqual(requests);
  });

  it("a tool that does not exist is not called", () => {
    const conversation = { systemPrompt: "", lastHuman: 'use a {"x":1}', answered: 0, results: [], tools: ["b"] };
    expect(builtInTurn(conversation)).toEqual({ say: 'You said: use a {"x":1}' });
  });
});

describe("a script", () => {
  const script = parseScript(
    `
replies:
  - { when: { contains: Tea, agent: helper }, say: helper }
  - { when: { matches: '^tea \\d+$' }, turns: [{ say: one }, { say: two }] }
  - { say: other }
`,
    "s.yaml",
  );
  const moment = { agent: "main", last: "TEA 7", lastHuman: "tea 7", answered: 0 };

  it.each([
    [{ agent: "helper" }, "helper"],
    [{}, "one"],
    [{ last: "what a tool said", answered: 1 }, "two"],
    [{ answered: 2 }, undefined],
    [{ lastHuman: "coffee" }, "other"],
  ])("a script gives its answer for %j", (changes, said) => {
    expect(findTurn(script, { ...moment, ...changes })?.say).toBe(said);
  });

  it.each([
    ["replies: [{ say: a, turns: [] }]", "replies.0.turns"],
    ["replies: [{}]", "replies.0"],
    ["replies: [{ sy: a }]", "replies.0"],
    ["replies: [{ when: { matches: '(' }, say: a }]", "replies.0.when.matches"],
    ["replies: {", "is wrong in line 1: Flow map"],
    ["replies:\n  - say: a\n    say: b", "is wrong in line 3: say is written twice, first in line 2: drop one of them"],
    ["replies: []\n---\nreplies: []", "is wrong in line 2: a second document starts here: write all replies into one"],
    ["replies:\n  - &a { say: a }\n  - { <<: *a }", "is wrong in line 3: merge keys (<<) are not read"],
  ])("a script with %s is refused", (text, where) => {
    expect(() => parseScript(text, "s.yaml")).toThrow(where);
  });
});

it("a live model needs a provider", async () => {
  const emulator = await start({ models: "live" });
  const { id } = await createAgent(emulator, { name: "a", runtime: { model: { model_id: "saved-configuration" } } });
  const thread = await createThread(emulator, { agent_id: id });
  const events = await runStream(emulator, thread.id, { agent_id: id, ...human("hi") });
  expect(RunEventSchemas.error.parse(events.at(-1)?.data)).toMatchObject({
    error: "ModelError",
    message: expect.stringContaining("names no provider") as string,
  });
});
