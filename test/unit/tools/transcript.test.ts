import { transcript } from "../../../tools/quickstart/transcript.ts";

const plain = transcript();

it("tells who said what, tool calls with their arguments, and what the tool answered", () => {
  const call = { name: "search_notes", args: { query: "parking" }, id: "call_1" };
  expect([
    ...plain.message({ type: "human", content: "Where can guests park?" }),
    ...plain.message({ type: "ai", content: "", tool_calls: [call] }),
    ...plain.message({ type: "tool", name: "search_notes", content: "note-1: On level 2.", status: "success" }),
    ...plain.message({ type: "ai", content: "On level 2, says note-1.", tool_calls: [] }),
  ]).toEqual([
    "  you     Where can guests park?",
    '  agent   calls search_notes {"query":"parking"}',
    "  tool    search_notes answered: note-1: On level 2.",
    "  agent   On level 2, says note-1.",
  ]);
});

it("tells what a model says beside its calls, and each of them", () => {
  const tool_calls = [
    { name: "search_notes", args: {} },
    { name: "delete_note", args: { id: "note-1" } },
  ];
  expect(plain.message({ type: "ai", content: [{ type: "text", text: "Let me " }, "look."], tool_calls })).toEqual([
    "  agent   Let me look.",
    "  agent   calls search_notes {}",
    '  agent   calls delete_note {"id":"note-1"}',
  ]);
});

it("leaves out what nobody said: the system prompt", () => {
  expect(plain.message({ type: "system", content: "You are careful." })).toEqual([]);
});

it("tells a failure of a tool, and a wait for a person", () => {
  expect(plain.message({ type: "tool", name: "search_notes", content: "Error: 401", status: "error" })).toEqual([
    "  tool    search_notes failed: Error: 401",
  ]);
  const value = { action_requests: [{ name: "delete_note" }, { name: "write_file" }] };
  expect(plain.interrupt({ value })).toBe("  agent   waits for a person to approve delete_note, write_file");
  expect(plain.interrupt({ value: null })).toBe("  agent   waits for a person to approve what it does next");
});

it("wraps to the terminal, keeps paragraphs, and does not break a long word", () => {
  const narrow = transcript({ columns: 40 });
  const content = `one two three four five six seven\n\n${"x".repeat(40)} end`;
  expect(narrow.message({ type: "ai", content })).toEqual([
    `  agent   one two three four five six\n          seven\n\n          ${"x".repeat(40)}\n          end`,
  ]);
});

it("shortens what tools say, and shows answers whole", () => {
  const content = "word ".repeat(200).trim();
  const [told = ""] = plain.message({ type: "tool", name: "t", content });
  expect(told.endsWith("word …")).toBe(true);
  expect(told.split("word")).toHaveLength(61);
  expect(plain.message({ type: "ai", content })[0]?.split("word")).toHaveLength(201);
});

it("obeys no control characters of others", () => {
  expect(plain.message({ type: "tool", name: "t", content: "\u001b[31mred\u001b[0m\ttab\rback\u0007" })).toEqual([
    "  tool    t answered: red tab back",
  ]);
});

it("colours line by line, so that the margin stays as wide", () => {
  const style = (format: string, text: string) => `<${format}>${text}</>`;
  const narrow = transcript({ columns: 40, style });
  expect(
    narrow.message({ type: "tool", name: "t", content: "Error: it could not be called", status: "error" }),
  ).toEqual(["  <cyan>tool</>    <red>t failed: Error: it could not</>\n          <red>be called</>"]);
});
