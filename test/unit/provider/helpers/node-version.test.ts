import { engines as emulatorEngines } from "../../../../emulator/package.json";
import { engines } from "../../../../package.json";
import { OLDEST_NODE, requireNode } from "../../../../provider/helpers/node-version";

it("requires the version that both packages declare", () => {
  expect(`>=${OLDEST_NODE}`).toBe(engines.node);
  expect(`>=${OLDEST_NODE}`).toBe(emulatorEngines.node);
});

it.each(["22.19.0", "22.20.1", "24.0.0"])("accepts Node.js %s", (version) => {
  expect(() => requireNode("pulumi-deepagents", version)).not.toThrow();
});

it.each(["20.20.2", "22.18.9"])("refuses Node.js %s and says what to do", (version) => {
  expect(() => requireNode("pulumi-deepagents", version)).toThrow(
    `pulumi-deepagents needs Node.js 22.19.0 or newer, and this is ${version}: put a newer Node.js first on your PATH`,
  );
});
