import { leavesStackOpen, stackToUse } from "../../../tools/quickstart/pulumi.ts";

it.each([
  ["preview --diff", true],
  ["--non-interactive up", true],
  ["destroy --yes", true],
  ["config get deepagents:endpoint", true],
  ["stack", true],
  ["stack output agentId", true],
  ["preview --stack dev", false],
  ["preview --stack=dev", false],
  ["preview -s dev", false],
  ["preview -sdev", false],
  ["preview --cwd ../other", false],
  ["preview --help", false],
  ["stack ls", false],
  ["stack select dev", false],
  ["stack init dev", false],
  ["version", false],
  ["plugin ls", false],
  ["", false],
])("pulumi %s leaves open which stack: %s", (line, expected) => {
  expect(leavesStackOpen(line.split(" ").filter(Boolean))).toBe(expected);
});

const local = { name: "local", current: false };
const dev = { name: "dev", current: false };

it("the quickstart's stack is used where the selection was lost, with .engine/home or by a move", () => {
  expect(stackToUse([dev, local])).toBe("local");
});

it("a stack that is selected stays so", () => {
  expect(stackToUse([{ ...dev, current: true }, local])).toBeUndefined();
});

it("among stacks that are all the user's own, pulumi asks", () => {
  expect(stackToUse([dev])).toBeUndefined();
});

it("where there is no stack yet, the way to get one is named", () => {
  expect(() => stackToUse([])).toThrow("run npm start first");
});
