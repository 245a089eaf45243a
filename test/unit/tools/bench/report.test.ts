import { readFileSync } from "node:fs";
import path from "node:path";
import { isMet, type Measurement, valueText } from "../../../../tools/bench/measurement.ts";
import { quick } from "../../../../tools/bench/options.ts";
import { markdown, writeReport } from "../../../../tools/bench/report.ts";
import { median, ratios } from "../../../../tools/bench/statistics.ts";
import { temporaryCheckout } from "../temporary-checkout";

const create: Measurement = {
  name: "create",
  value: 1.2,
  unit: "×",
  detail: "1.20 s, floor 1.00 s",
  goal: { atMost: 1.15 },
};
const memory: Measurement = { name: "memory", value: undefined, unit: "MB", goal: { below: 250 } };

it.each([
  [[3, 1, 2], 2],
  [[4, 1, 2, 3], 2.5],
  [[7], 7],
])("the median of %j is %d", (values, expected) => {
  expect(median(values)).toBe(expected);
});

it("has no median of nothing", () => {
  expect(() => median([])).toThrow("no median");
});

it("compares round by round, so a round in which everything was slow counts like the others", () => {
  expect(median(ratios([11, 110, 12], [10, 100, 10]))).toBeCloseTo(1.1);
});

it.each([
  ["exactly", { exactly: 1 }, 1, true],
  ["exactly", { exactly: 1 }, 0, false],
  ["at most", { atMost: 1 }, 1, true],
  ["at most", { atMost: 1 }, 1.01, false],
  ["at least", { atLeast: 1 }, 1, true],
  ["at least", { atLeast: 1 }, 0.99, false],
  ["below", { below: 1 }, 0.99, true],
  ["below", { below: 1 }, 1, false],
] as const)("a goal of %s: %j with %d", (_, goal, value, expected) => {
  expect(isMet({ name: "", unit: "×", value, goal })).toBe(expected);
});

it("judges nothing that was not measured", () => {
  expect(isMet(memory)).toBeUndefined();
  expect(valueText(memory)).toBe("n/a");
});

it("prints a table with each goal and whether it is met", () => {
  const text = markdown([{ name: "a", title: "First", measurements: [create, memory] }]);
  expect(text).toContain("## First");
  expect(text).toMatch(/\| create +\| 1\.20 × +\| ≤ 1\.15 +\| missed +\| 1\.20 s, floor 1\.00 s \|/);
  expect(text).toMatch(/\| memory +\| n\/a +\| < 250 +\| {8}\|/);
});

it("says why something was skipped", () => {
  expect(markdown([{ name: "a", title: "First", measurements: [], skipped: "Nothing there." }])).toContain(
    "Nothing there.",
  );
});

it("writes the table and the data", () => {
  const folder = path.join(temporaryCheckout().root, "bench");
  writeReport(folder, [{ name: "a", title: "First", measurements: [create, memory] }], quick);
  const read = (name: string) => readFileSync(path.join(folder, name), "utf8");
  expect(read("results.md")).toContain("| create");
  expect(JSON.parse(read("results.json"))).toMatchObject({
    scale: { sizes: [{ agents: 2, rounds: 1 }] },
    suites: [{ name: "a", measurements: [{ value: 1.2, met: false }, { name: "memory" }] }],
  });
});
