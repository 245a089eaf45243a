import { redact } from "../../../../provider/helpers/redact";

it.each([
  ["as it is", "no such header: Bearer tok-canary"],
  ["only the token", "invalid token tok-canary"],
  ["as JSON", JSON.stringify({ detail: "Bearer tok-canary" })],
  ["in a URL", `https://example.com/?q=${encodeURIComponent("Bearer tok-canary")}`],
])("removes a secret: %s", (_, text) => {
  expect(redact(text, ["Bearer tok-canary"])).not.toContain("tok-canary");
});

it("removes a secret with quotes inside JSON", () => {
  expect(redact(JSON.stringify({ detail: 'a"canary\n' }), ['a"canary\n'])).not.toContain("canary");
});

it("leaves the rest of the text alone", () => {
  expect(redact("Bearer is a scheme, tok-canary is not", ["Bearer tok-canary", ""])).toBe(
    "[secret] is a scheme, [secret] is not",
  );
  expect(redact("nothing here", [""])).toBe("nothing here");
});
