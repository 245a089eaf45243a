import fs from "node:fs";
import path from "node:path";
import { build, buildIsReady } from "../../../tools/bootstrap/build.js";
import { put, putBundler, temporaryCheckout } from "./temporary-checkout";

/** A checkout whose compiler writes an empty .js for each source, as far as these tests need one. */
function checkout(compiler = COMPILER) {
  const paths = temporaryCheckout();
  put(path.join(paths.root, "sdk", "index.ts"), "export {};");
  put(path.join(paths.root, "cli", "deep", "main.ts"), "export {};");
  put(path.join(paths.root, "tsconfig.json"), "{}");
  put(path.join(paths.modules, "typescript", "bin", "tsc"), compiler);
  putBundler(paths);
  return paths;
}

const COMPILER = `
  const fs = require("node:fs"), path = require("node:path");
  // Like the real one it writes nothing again while its record says that all is written.
  if (!fs.existsSync("dist/.tsbuildinfo"))
    for (const folder of ["sdk", "cli"])
      for (const name of fs.readdirSync(folder, { recursive: true }).filter((n) => n.endsWith(".ts"))) {
        const target = path.join("dist", folder, name.replace(/ts$/, "js"));
        fs.mkdirSync(path.dirname(target), { recursive: true });
        fs.writeFileSync(target, "");
      }
  fs.writeFileSync("dist/.tsbuildinfo", "");
`;

let stderr: jest.SpyInstance;
beforeEach(() => {
  stderr = jest.spyOn(process.stderr, "write").mockReturnValue(true);
});
afterEach(() => stderr.mockRestore());

it("a build is ready once made, and until a source or a setting changes", async () => {
  const paths = checkout();
  expect(buildIsReady(paths)).toBe(false);
  await build(paths);
  expect(buildIsReady(paths)).toBe(true);
  put(path.join(paths.root, "cli", "deep", "main.ts"), "export const changed = 1;");
  expect(buildIsReady(paths)).toBe(false);
  await build(paths);
  put(path.join(paths.root, "tsconfig.json"), '{ "compilerOptions": {} }');
  expect(buildIsReady(paths)).toBe(false);
});

it("what was deleted from dist is built again", async () => {
  const paths = checkout();
  await build(paths);
  for (const file of [path.join("sdk", "index.js"), "dynamic.js", "undici.js"]) {
    fs.rmSync(path.join(paths.dist, file));
    expect(buildIsReady(paths)).toBe(false);
    await build(paths);
    expect(buildIsReady(paths)).toBe(true);
  }
});

it("what was built from a source that is gone leaves dist", async () => {
  const paths = checkout();
  await build(paths);
  fs.rmSync(path.join(paths.root, "cli", "deep", "main.ts"));
  await build(paths);
  expect(fs.existsSync(path.join(paths.dist, "cli", "deep", "main.js"))).toBe(false);
  expect(fs.existsSync(path.join(paths.dist, "sdk", "index.js"))).toBe(true);
});

it("a compiler that fails is reported with what it said, and the build stays to be made", async () => {
  const paths = checkout(`console.log("sdk/index.ts(1,1): error TS1: wrong"); process.exit(2);`);
  await expect(build(paths)).rejects.toThrow(/exited with 2\.\n.*sdk\/index\.ts\(1,1\): error TS1: wrong/);
  expect(buildIsReady(paths)).toBe(false);
});
