import { OLDEST_NODE, requireNode } from "../../../../provider/dynamic/node-version";
import { engines } from "../../../../package.json";

it("requires the version that the package declares", () => {
  expect(`>=${OLDEST_NODE}`).toBe(engines.node);
});

it.each(["22.19.0", "22.20.1", "24.0.0"])("accepts Node.js %s", (version) => {
  expect(() => requireNode(version)).not.toThrow();
});

it.each(["20.20.2", "22.18.9"])("refuses Node.js %s and says what to do", (version) => {
  expect(() => requireNode(version)).toThrow(
    `pulumi-deepagents needs Node.js 22.19.0 or newer, and this is ${version}: put a newer Node.js first on your PATH`,
  );
});
