import { credentialsIn, quotesOf, redact, withoutUrlCredentials } from "../../../../provider/helpers/redact";
import { quoted } from "../../../../provider/helpers/text";

it.each([
  ["as it is", "no such header: Bearer tok-canary"],
  ["only the token", "invalid token tok-canary"],
  ["as JSON", JSON.stringify({ detail: "Bearer tok-canary" })],
  ["in a URL", `https://example.com/?q=${encodeURIComponent("Bearer tok-canary")}`],
])("removes a secret: %s", (_, text) => {
  expect(redact(text, credentialsIn("Bearer tok-canary"))).not.toContain("tok-canary");
});

it("removes a secret with quotes inside JSON", () => {
  expect(redact(JSON.stringify({ detail: 'a"canary\n' }), ['a"canary\n'])).not.toContain("canary");
});

it("leaves the rest of the text alone", () => {
  expect(redact("Bearer is a scheme, tok-canary is not", [...credentialsIn("Bearer tok-canary"), ""])).toBe(
    "[secret] is a scheme, [secret] is not",
  );
  expect(redact("nothing here", [""])).toBe("nothing here");
});

const LONG = `long-canary ${"and so on ".repeat(20)}`;

it.each([
  ["as it is", "canary words", '"canary words" is not a URL'],
  ["shortened", LONG, quoted(LONG)],
  ["as a URL without its last slash", "https://canary.example.com/", "https://canary.example.com is taken"],
  ["without spaces around its parts", " openai : canary ", "write openai:canary"],
  ["in parts", "canary:gpt-5", 'the provider "canary"'],
  ["as a key", { "https://canary.example.com::search": true }, 'interruptConfig["https://canary.example.com::search"]'],
  ["as a key of word characters", { canary_tool: true }, "interruptConfig.canary_tool matches no tool"],
  ["on one line", "canary\n  and more", "human: canary and more"],
  ["with spaces inside", " canary : x y", 'write "canary:x y"'],
  ["cut off", `canary ${"x".repeat(500)}`, `human: canary ${"x".repeat(393)}… (100 more characters)`],
  ["in a list", [{ name: "canary-tool" }], 'the tool "canary-tool"'],
  ["as a number", { idleTtlSeconds: 98_765 }, "not 98765"],
])("removes a value that the program marks as secret: %s", (_, secret, text) => {
  expect(redact(text, quotesOf(secret))).not.toMatch(/canary|98765/);
});

it("leaves the words of a value that the program marks as secret alone, and the names of properties", () => {
  const text = "tools[0].name of the agent repeats tools[1].name";
  expect(redact(text, quotesOf({ tools: [{ name: "the agent that answers" }] }, new Set(["tools", "name"])))).toBe(
    text,
  );
});

describe("a URL in a message", () => {
  it.each([
    ["at https://a.example.com/mcp?key=k", "at https://a.example.com/mcp?…"],
    ["at https://a.example.com/mcp?key=k. Add it", "at https://a.example.com/mcp?…. Add it"],
    ["(https://a.example.com/x?y=1), `https://b/?z`", "(https://a.example.com/x?…), `https://b/?…`"],
    [
      'interruptConfig["https://a.example.com/mcp?key=k::tool"] is',
      'interruptConfig["https://a.example.com/mcp?…::tool"] is',
    ],
    ["http://[::1]:8080/mcp?key=k::tool", "http://[::1]:8080/mcp?…::tool"],
    ["https://user:pass@a.example.com/mcp, so", "https://a.example.com/mcp, so"],
    [
      "GET /mcp/tools?url=https%3A%2F%2Fa.example.com%2Fmcp%3FexaApiKey%3Dk&force_refresh=true answered",
      "GET /mcp/tools?url=https%3A%2F%2Fa.example.com%2Fmcp%3F…&force_refresh=true answered",
    ],
    ["?url=https%3A%2F%2Fu%3Ap%40a.example.com%2Fmcp&x=1", "?url=https%3A%2F%2Fa.example.com%2Fmcp&x=1"],
  ])("has neither user info nor a query: %s", (text, shown) => {
    expect(withoutUrlCredentials(text)).toBe(shown);
  });

  it.each([
    "GET /agents?page_size=100 answered 503",
    "what? at https://a.example.com/mcp::tool, is it?",
    "me@example.com",
  ])("is as it was without them: %s", (text) => {
    expect(withoutUrlCredentials(text)).toBe(text);
  });
});
