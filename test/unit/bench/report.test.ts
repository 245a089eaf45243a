import { readFileSync } from "node:fs";
import path from "node:path";
import { svg } from "../../../bench/lib/chart.js";
import { isMet, type Measurement, valueText } from "../../../bench/lib/measurement.js";
import { writeReport } from "../../../bench/lib/report.js";
import { quick } from "../../../bench/lib/scale.js";
import { median, ratios } from "../../../bench/lib/statistics.js";
import { markdown } from "../../../bench/lib/table.js";
import { temporaryCheckout } from "../tools/temporary-checkout";

const create: Measurement = {
  name: "create",
  value: 1.2,
  unit: "×",
  detail: "1.20 s, floor 1.00 s",
  goal: { atMost: 1.15 },
};
const memory: Measurement = { name: "memory", value: undefined, unit: "MB", goal: { below: 250 } };
const chart = { title: "1 < 2 agents", series: ["floor", "provider"], groups: [{ name: "create", seconds: [1, 2] }] };

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

it("draws bars to scale, with their figures, for light pages and dark ones", () => {
  const text = svg([chart]);
  const widths = [...text.matchAll(/<rect x="150" y="\d+" width="([\d.]+)" height="10"/g)].map(([, width]) =>
    Number(width),
  );
  expect(widths).toHaveLength(2);
  expect(widths[1]).toBe(Number(widths[0]) * 2);
  expect(text).toContain(">2.0 s</text>");
  expect(text).toContain(">1 &lt; 2 agents</text>");
  expect(text).toContain("prefers-color-scheme: dark");
});

it("writes the table, the data and the chart", () => {
  const folder = path.join(temporaryCheckout().root, "bench");
  writeReport(folder, [{ name: "a", title: "First", measurements: [create, memory], charts: [chart] }], quick);
  const read = (name: string) => readFileSync(path.join(folder, name), "utf8");
  expect(read("results.md")).toContain("| create");
  expect(read("results.svg")).toContain("<svg");
  expect(JSON.parse(read("results.json"))).toMatchObject({
    scale: { sizes: [{ agents: 2, rounds: 1 }] },
    suites: [{ name: "a", measurements: [{ value: 1.2, met: false }, { name: "memory" }], charts: [chart] }],
  });
});
