import { execFileSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { put, putBundler, temporaryCheckout } from "./temporary-checkout";

const COMPILER = 'require("node:fs").writeFileSync("dist/sdk/index.js", "");';

/** A checkout with the real tools and scripts, no engine, and a compiler that writes what sdk/index.ts gives. */
function checkout() {
  const paths = temporaryCheckout();
  fs.cpSync("tools", path.join(paths.root, "tools"), { recursive: true });
  put(path.join(paths.root, "sdk", "index.ts"), "export {};");
  put(path.join(paths.dist, "sdk", "gone.js"), "");
  return paths;
}

type Paths = ReturnType<typeof checkout>;

function writeManifest({ root, lockFile }: Paths, devDependencies: Record<string, string> = {}, packages: object = {}) {
  const { scripts } = JSON.parse(fs.readFileSync("package.json", "utf8")) as { scripts: Record<string, string> };
  put(path.join(root, "package.json"), JSON.stringify({ scripts, devDependencies }));
  put(lockFile, JSON.stringify({ lockfileVersion: 3, packages: { "": { devDependencies }, ...packages } }));
}

function run(paths: Paths, name: string, env: NodeJS.ProcessEnv = process.env): void {
  execFileSync("npm", ["run", "--silent", name], { cwd: paths.root, stdio: "pipe", env });
  expect(fs.readdirSync(path.join(paths.dist, "sdk"))).toEqual(["index.js"]);
  expect(fs.existsSync(paths.bin)).toBe(false);
}

it.each(["build", "prepack"])("npm run %s leaves nothing of deleted sources in dist, and needs no engine", (name) => {
  const paths = checkout();
  writeManifest(paths);
  put(path.join(paths.modules, ".package-lock.json"), '{ "packages": {} }');
  put(path.join(paths.modules, "typescript", "bin", "tsc"), COMPILER);
  putBundler(paths);
  run(paths, name);
});

it.each([{}, { npm_config_dry_run: "true" }])("without the dependencies it installs them first (%j)", (env) => {
  const paths = checkout();
  const vendor = path.join(paths.root, "vendor");
  put(path.join(vendor, "typescript", "bin", "tsc"), COMPILER);
  putBundler({ ...paths, modules: vendor });
  const names = ["typescript", "esbuild"];
  for (const name of names) {
    put(path.join(vendor, name, "package.json"), JSON.stringify({ name, version: "1.0.0" }));
  }
  const entries = names.flatMap((name) => [
    [`vendor/${name}`, { version: "1.0.0", dev: true }],
    [`node_modules/${name}`, { resolved: `vendor/${name}`, link: true }],
  ]);
  const wanted = Object.fromEntries(names.map((name) => [name, `file:vendor/${name}`]));
  writeManifest(paths, wanted, Object.fromEntries(entries) as object);
  run(paths, "prepack", { ...process.env, ...env });
});
