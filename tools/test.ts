import path from "node:path";
import { elapsed } from "./bootstrap/messages.js";
import { nodeExecutable } from "./bootstrap/node-runtime.js";
import type { Paths } from "./bootstrap/paths.js";
import { passThrough } from "./bootstrap/processes.js";
import { recording, report } from "./coverage/report.ts";
import { testEnvironment } from "./environment.ts";

const JEST = "jest/bin/jest.js";

/** All but the long ones. */
const TESTS = ["--selectProjects", "unit", "engine"];

const CHECKS: readonly (readonly [title: string, script: string, ...args: string[]])[] = [
  ["Lint", "eslint/bin/eslint.js", "."],
  ["Format", "prettier/bin/prettier.cjs", "--check", "--log-level", "warn", "."],
  ["Types", "typescript/bin/tsc", "-p", "tsconfig.json"],
  ["Types of the tools", "typescript/bin/tsc", "-p", "tools/tsconfig.json"],
  ["Tests", JEST, ...TESTS],
];

/**
 * npm test: lint, format, types and tests, but for the long ones; in CI with coverage. npm test -- ARGS: jest with ARGS.
 */
export async function test(paths: Paths, args: readonly string[]): Promise<number> {
  if (args.length > 0) {
    return run(paths, JEST, args);
  }
  const done = [];
  for (const [title, script, ...rest] of CHECKS) {
    console.log(`\n── ${title}`);
    const start = performance.now();
    const covered = title === "Tests" && Boolean(process.env["CI"]);
    const exitCode = await (covered ? coverage(paths, rest) : run(paths, script, rest));
    const took = elapsed(performance.now() - start);
    if (exitCode !== 0) {
      console.log(`\n✗ ${title} failed after ${took}.${title === "Format" ? " To put it right: npm run format" : ""}`);
      return exitCode;
    }
    done.push(`✓ ${title} (${took})`);
  }
  console.log(`\n${done.join("\n")}`);
  return 0;
}

/** npm run coverage: the tests, and how much of the sources they run. With ARGS only some: that is below the floor. */
export async function coverage(paths: Paths, args: readonly string[]): Promise<number> {
  const recorded = recording(paths);
  const exitCode = await run(paths, JEST, [...recorded.args, ...(args.length > 0 ? args : TESTS)], recorded.env);
  return exitCode === 0 ? report(paths) : exitCode;
}

/** @param script in node_modules */
function run(paths: Paths, script: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<number> {
  return passThrough(nodeExecutable(paths), [path.join(paths.modules, script), ...args], {
    cwd: paths.root,
    env: { ...testEnvironment(paths), ...env },
  });
}
