import { check, type Rule } from "../../../../provider/inputs/check";
import { AgentInputsSchema } from "../../../../provider/inputs/agent";

const finds =
  (property: string, reason: string): Rule =>
  () => [{ property, reason }];

it("runs the rules even when the schema has found something", () => {
  expect(check(AgentInputsSchema, [finds("tools", "is odd")], { name: "" })).toEqual([
    { property: "name", reason: "must not be blank: write a name people will recognise" },
    { property: "tools", reason: "is odd" },
  ]);
});

it("keeps the first of several findings for one property", () => {
  const rules = [finds("name", "is second"), finds("tools", "is first"), finds("tools", "is second")];
  expect(check(AgentInputsSchema, rules, { name: 5 })).toEqual([
    { property: "name", reason: "must be a string" },
    { property: "tools", reason: "is first" },
  ]);
});
