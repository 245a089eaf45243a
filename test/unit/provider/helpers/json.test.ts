import { contained } from "../../../../provider/helpers/json";

it.each<[expected: unknown, actual: unknown, is: boolean]>([
  [{}, { a: 1 }, true],
  [{ a: { b: [1, { c: 2 }] } }, { a: { b: [1, { c: 2, d: 3 }] }, e: 4 }, true],
  [{ a: [1] }, { a: [1, 2] }, false],
  [{ a: [] }, { a: {} }, false],
  [{ a: {} }, { a: [] }, false],
  [{ a: null }, { a: null }, true],
  [{ a: null }, {}, false],
  [{ toString: 1 }, {}, false],
  [{ a: {} }, { a: null }, false],
  ["1", 1, false],
])("contained(%j, %j) is %j", (expected, actual, is) => {
  expect(contained(expected, actual)).toBe(is);
});
