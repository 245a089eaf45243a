import { ENGINE_VERSION, NODE_BROUGHT, NODE_MINIMUM, isAtLeast } from "../../../tools/bootstrap/versions.js";
import { readFileSync } from "node:fs";

it.each([
  ["3.250.0", "3.250.0", true],
  ["v3.250.0\n", "3.250.0", true],
  ["3.251.0", "3.250.9", true],
  ["4.0.0", "3.250.0", true],
  ["3.249.99", "3.250.0", false],
  ["2.999.999", "3.250.0", false],
  ["3.9.0", "3.250.0", false], // by number, not by text
  ["3.250.0-alpha.1", "3.250.0", false],
  ["3.251.0-alpha.1+dirty", "3.250.0", true],
  ["dev", "3.250.0", false],
  ["", "3.250.0", false],
])("isAtLeast(%j, %j) is %s", (version, minimum, expected) => {
  expect(isAtLeast(version, minimum)).toBe(expected);
});

it("the Node that is brought is new enough", () => {
  expect(isAtLeast(NODE_BROUGHT, NODE_MINIMUM)).toBe(true);
});

it("every place that names the engine's version or the oldest Node names the same", () => {
  const goMod = readFileSync("tools/engine/cli/go.mod", "utf8");
  const manifest = JSON.parse(readFileSync("package.json", "utf8")) as {
    engines: { node: string };
    devDependencies: Record<string, string>;
  };
  expect(goMod).toContain(`github.com/pulumi/pulumi/pkg/v3 v${ENGINE_VERSION}`);
  expect(manifest.devDependencies["@pulumi/pulumi"]).toBe(ENGINE_VERSION);
  expect(manifest.engines.node).toBe(`>=${NODE_MINIMUM}`);
});
