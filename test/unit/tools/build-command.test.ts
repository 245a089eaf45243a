import { execFileSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { put, putBundler, temporaryCheckout } from "./temporary-checkout";

/** A checkout with the real tools and package.json, no engine, and a compiler that writes what sdk/index.ts gives. */
function checkout({ compiler = true } = {}) {
  const paths = temporaryCheckout();
  fs.cpSync("tools", path.join(paths.root, "tools"), { recursive: true });
  fs.cpSync("package.json", path.join(paths.root, "package.json"));
  put(path.join(paths.root, "sdk", "index.ts"), "export {};");
  put(path.join(paths.dist, "sdk", "gone.js"), "");
  putBundler(paths);
  if (compiler) {
    put(
      path.join(paths.modules, "typescript", "bin", "tsc"),
      'require("node:fs").writeFileSync("dist/sdk/index.js", "");',
    );
  }
  return paths;
}

it.each(["build", "prepack"])("npm run %s leaves nothing of deleted sources in dist, and needs no engine", (name) => {
  const paths = checkout();
  execFileSync("npm", ["run", "--silent", name], { cwd: paths.root, stdio: "pipe" });
  expect(fs.readdirSync(path.join(paths.dist, "sdk"))).toEqual(["index.js"]);
  expect(fs.existsSync(paths.bin)).toBe(false);
});

it("without the dependencies the build says what to do", () => {
  const paths = checkout({ compiler: false });
  expect(() => execFileSync("npm", ["run", "--silent", "build"], { cwd: paths.root, stdio: "pipe" })).toThrow(
    /The dependencies are not installed: run npm ci first/,
  );
});
