import * as pulumi from "@pulumi/pulumi";
import { requireSettings } from "../../../sdk/program-start";

beforeEach(() => pulumi.runtime.setAllConfig({ "deepagents:endpont": "http://127.0.0.1:8123" }));
afterEach(() => pulumi.runtime.setAllConfig({}));

it("a setting that does not exist is refused before the first resource", () => {
  expect(requireSettings).toThrow("deepagents:endpont is not a setting: did you mean deepagents:endpoint?");
});

it("the namespace is a program's own in a project of that name", () => {
  const project = jest.spyOn(pulumi, "getProject").mockReturnValue("deepagents");
  expect(requireSettings).not.toThrow();
  project.mockRestore();
});

it("a unit test may do as it likes", async () => {
  await pulumi.runtime.setMocks({ newResource: () => ({ id: "", state: {} }), call: () => ({}) });
  expect(requireSettings).not.toThrow();
});
