import { full, helpText, quick, readOptions } from "../../../../tools/bench/options.ts";
import { SUITES } from "../../../../tools/bench/suites/index.ts";

const read = (...args: string[]) => readOptions(args, SUITES);

it("measures everything in full unless told otherwise", () => {
  expect(read()).toEqual({ help: false, only: [], out: ".bench", scale: full });
});

it("takes what is to be measured, how much of it and where to", () => {
  const { only, out, scale } = read("--quick", "--only", "stream", "--only", "types", "--sizes", "5,50", "--out", "x");
  expect({ only, out }).toEqual({ only: ["stream", "types"], out: "x" });
  expect(scale).toEqual({ ...quick, sizes: [5, 50].map((agents) => ({ agents, rounds: 1 })) });
  expect(read("--latency", "20").scale).toEqual({ ...full, latencyMs: 20 });
});

it("measures few agents more often than many, or as often as it is told", () => {
  const rounds = (...args: string[]) => read(...args).scale.sizes.map((size) => size.rounds);
  expect(rounds()).toEqual([5, 4, 3]);
  expect(rounds("--sizes", "1000,5")).toEqual([3, 5]);
  expect(rounds("--rounds", "9")).toEqual([9, 9, 9]);
});

it.each([
  [["--only", "streams"], /--only streams is not a suite: write one of operations, .*stream/],
  [["--sizes", "10,x"], "--sizes x: write whole numbers from 1."],
  [["--rounds", "0"], "--rounds 0: write whole numbers from 1."],
  [["--fast"], /--fast.*\n.*--help lists the options/],
])("refuses %j with what to write instead", (args, message) => {
  expect(() => read(...args)).toThrow(message);
});

it("lists every measurement in the help", () => {
  for (const { name, title } of SUITES) {
    expect(helpText(SUITES)).toMatch(new RegExp(`${name} +${title}`));
  }
});
