import fs from "node:fs";
import path from "node:path";
import { dependenciesAreReady, installedMatches, linkOwnPackage } from "../../../tools/bootstrap/dependencies.js";
import { put, temporaryCheckout } from "./temporary-checkout";

const lock = {
  packages: {
    "": { version: "0.1.0" },
    "node_modules/a": { version: "1.0.0", integrity: "sha512-a" },
    "node_modules/b": { version: "2.0.0", integrity: "sha512-b", optional: true },
  },
};
const a = { version: "1.0.0", integrity: "sha512-a" };

it.each([
  ["all is installed", { packages: { "node_modules/a": a, "node_modules/b": lock.packages["node_modules/b"] } }, true],
  ["only an optional package is missing", { packages: { "node_modules/a": a } }, true],
  ["a developer installed more", { packages: { "node_modules/a": a, "node_modules/c": a } }, true],
  ["a package is missing", { packages: {} }, false],
  ["a package has another version", { packages: { "node_modules/a": { ...a, version: "1.0.1" } } }, false],
  ["a package has another content", { packages: { "node_modules/a": { ...a, integrity: "sha512-x" } } }, false],
  [
    "an optional package has another version",
    { packages: { "node_modules/a": a, "node_modules/b": { version: "1.9.0", integrity: "sha512-b" } } },
    false,
  ],
  ["nothing is installed", undefined, false],
])("when %s", (_, installed, expected) => {
  expect(installedMatches(lock, installed)).toBe(expected);
});

it("an optional package that this package itself asks for has to be there", () => {
  const own = { packages: { ...lock.packages, "": { optionalDependencies: { b: "^2.0.0" } } } };
  expect(installedMatches(own, { packages: { "node_modules/a": a } })).toBe(false);
  expect(
    installedMatches(own, { packages: { "node_modules/a": a, "node_modules/b": own.packages["node_modules/b"] } }),
  ).toBe(true);
});

it("without a lock file nothing counts as installed", () => {
  expect(installedMatches(undefined, { packages: {} })).toBe(false);
});

it("what npm recorded is compared; a record that was cut short counts as none", () => {
  const paths = temporaryCheckout();
  const record = path.join(paths.modules, ".package-lock.json");
  put(paths.lockFile, JSON.stringify(lock));
  expect(dependenciesAreReady(paths)).toBe(false);
  put(record, JSON.stringify({ packages: { "node_modules/a": a } }));
  expect(dependenciesAreReady(paths)).toBe(true);
  put(record, '{ "packages": {');
  expect(dependenciesAreReady(paths)).toBe(false);
});

it("the checkout resolves its own name, also after an npm install put something else there", () => {
  const paths = temporaryCheckout();
  const link = path.join(paths.modules, "pulumi-deepagents");
  put(path.join(link, "package.json"), "{}");
  linkOwnPackage(paths);
  linkOwnPackage(paths);
  expect(fs.realpathSync(link)).toBe(paths.root);
});
