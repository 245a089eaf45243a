import fs from "node:fs";
import { deploymentMark } from "../../../tools/quickstart/stack.ts";
import { temporaryCheckout } from "./temporary-checkout";

function deployed() {
  const paths = temporaryCheckout();
  deploymentMark(paths).set();
  return paths;
}

it("the first deployment, and one to the same data, need no refresh", () => {
  expect(deploymentMark(temporaryCheckout()).compare({ stackIsNew: true })).toEqual({ refresh: false, orphans: false });
  expect(deploymentMark(deployed()).compare({ stackIsNew: false })).toEqual({ refresh: false, orphans: false });
});

it("with the server's data gone, the state is refreshed until a deployment worked", () => {
  const paths = deployed();
  fs.rmSync(paths.emulatorData, { recursive: true });
  const mark = deploymentMark(paths);
  expect(mark.compare({ stackIsNew: false })).toEqual({ refresh: true, orphans: false });
  expect(mark.compare({ stackIsNew: false })).toEqual({ refresh: true, orphans: false });
  mark.set();
  expect(mark.compare({ stackIsNew: false })).toEqual({ refresh: false, orphans: false });
});

it("with the state gone, what the server has is known to be nobody's, also in the next try", () => {
  const mark = deploymentMark(deployed());
  expect(mark.compare({ stackIsNew: true })).toEqual({ refresh: false, orphans: true });
  expect(mark.compare({ stackIsNew: false })).toEqual({ refresh: true, orphans: true });
});
