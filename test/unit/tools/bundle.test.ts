import { readFileSync } from "node:fs";
import path from "node:path";
import { dependencies } from "../../../package.json";

/** Files of undici's own that the bundle takes, which another version may move or change. */
const INTERNALS = [...readFileSync("tools/bootstrap/bundle.js", "utf8").matchAll(/from "undici\/(.+)"/g)].map(
  ([, file = ""]) => file,
);

it("the bundle takes what it needs of undici, and not its index", () => {
  expect(INTERNALS).toEqual([
    "lib/dispatcher/agent.js",
    "lib/dispatcher/dispatcher.js",
    "lib/dispatcher/env-http-proxy-agent.js",
    "lib/dispatcher/pool.js",
    "lib/api/api-connect.js",
    "lib/api/api-request.js",
  ]);
});

it("undici is pinned to the one version that these files are known to be in", () => {
  const installed = JSON.parse(readFileSync("node_modules/undici/package.json", "utf8")) as { version: string };
  expect(dependencies.undici).toBe(installed.version);
});

it.each(INTERNALS)("undici has %s, which gives one function", async (file) => {
  const module = (await import(path.resolve("node_modules/undici", file))) as { default: unknown };
  expect(typeof module.default).toBe("function");
});
