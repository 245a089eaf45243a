/** What an installation brings, counted in the lock file as npm would install it. */
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";

const ROOT = resolve(__dirname, "../../..");

interface LockedPackage {
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
  readonly peerDependenciesMeta?: Readonly<Record<string, { readonly optional?: boolean }>>;
}
type Packages = Readonly<Record<string, LockedPackage>>;

const { packages } = JSON.parse(readFileSync(join(ROOT, "package-lock.json"), "utf8")) as { packages: Packages };

it("brings at most 25 packages with pulumi-deepagents, besides those of @pulumi/pulumi", () => {
  const pulumi = broughtBy(packages, "node_modules/@pulumi/pulumi");
  const brought = broughtBy(packages, "", ["@pulumi/pulumi"]).filter((one) => !pulumi.includes(one));
  console.log(`pulumi-deepagents brings ${String(brought.length)} packages besides those of @pulumi/pulumi`);
  // Not an empty list by a mistake of the count: its own dependency is there, the local server's are not.
  expect(brought).toContain("node_modules/undici");
  expect(brought).not.toContain("node_modules/hono");
  expect(brought.length).toBeLessThanOrEqual(25);
});

it("brings no part of Pulumi with pulumi-deepagents-emulator", () => {
  const brought = broughtBy(packages, "emulator");
  console.log(`pulumi-deepagents-emulator brings ${String(brought.length)} packages`);
  expect(brought).toContain("node_modules/hono");
  expect(brought.filter((one) => one.includes("pulumi"))).toEqual([]);
});

it("counts nested and optional packages and required peers, each once", () => {
  const lock: Packages = {
    "": { dependencies: { a: "1" }, peerDependencies: { host: "1" } },
    "node_modules/a": { dependencies: { b: "2" }, optionalDependencies: { c: "1", absent: "1" } },
    "node_modules/a/node_modules/b": { dependencies: { c: "1" } },
    "node_modules/b": {},
    "node_modules/c": { peerDependencies: { d: "1", e: "1" }, peerDependenciesMeta: { e: { optional: true } } },
    "node_modules/d": { dependencies: { a: "1" } },
    "node_modules/e": {},
    "node_modules/host": {},
  };
  expect(broughtBy(lock, "", ["host"])).toEqual([
    "node_modules/a",
    "node_modules/a/node_modules/b",
    "node_modules/c",
    "node_modules/d",
  ]);
});

/** The places of all packages that are installed with the one at `root`, without those named in `except`. */
function broughtBy(all: Packages, root: string, except: readonly string[] = []): string[] {
  const found = new Set<string>();
  const visit = (place: string): void => {
    for (const name of requiredBy(all[place] ?? {})) {
      const next = except.includes(name) ? undefined : placeOf(all, place, name);
      if (next !== undefined && !found.has(next)) {
        found.add(next);
        visit(next);
      }
    }
  };
  visit(root);
  return [...found];
}

function requiredBy(one: LockedPackage): string[] {
  const peers = Object.keys(one.peerDependencies ?? {});
  const required = peers.filter((name) => one.peerDependenciesMeta?.[name]?.optional !== true);
  return [...Object.keys({ ...one.dependencies, ...one.optionalDependencies }), ...required];
}

/** Where Node.js finds a package from `place`: in its own node_modules, or in the next one above. */
function placeOf(all: Packages, place: string, name: string): string | undefined {
  for (let folder = place; ; folder = folder.slice(0, Math.max(folder.lastIndexOf("node_modules/") - 1, 0))) {
    const candidate = join(folder, "node_modules", name);
    if (candidate in all) {
      return candidate;
    }
    if (folder === "") {
      return undefined;
    }
  }
}
