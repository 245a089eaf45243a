/**
 * Refuses to publish a tag for which something is missing: `node tools/release/check.ts v0.1.0`. The release workflow runs
 * this before it publishes.
 */
import { readFileSync } from "node:fs";
import { type Manifest, releaseProblems } from "./problems.ts";

const manifests = ["package.json", "emulator/package.json"].map((path): [string, Manifest] => [
  path,
  JSON.parse(readText(path)) as Manifest,
]);

const problems = releaseProblems({
  tag: process.argv[2] ?? "",
  manifests: Object.fromEntries(manifests),
  changelog: readText("CHANGELOG.md"),
});
for (const problem of problems) {
  console.error(problem);
}
process.exitCode = problems.length === 0 ? 0 : 1;

function readText(path: string): string {
  return readFileSync(new URL(`../../${path}`, import.meta.url), "utf8");
}
