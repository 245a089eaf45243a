import { closest } from "../../../../provider/helpers/text";

it.each([
  ["serch", "search"],
  ["SEARCH", "search"],
  ["delete-page", "delete_page"],
  ["write_file", undefined],
  ["", undefined],
])("suggests for %s: %s", (word, expected) => {
  expect(closest(word, ["search", "delete_page"])).toBe(expected);
});

it("gives up at once on a word that is far too long", () => {
  expect(closest("x".repeat(5_000_000), ["search"])).toBeUndefined();
});
