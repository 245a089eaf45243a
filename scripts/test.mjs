// @ts-check
// npm test: set-up, then lint, format, types and tests, but for the long ones. npm test -- ARGS: set-up, then jest with ARGS.
import path from "node:path";
import { testEnvironment } from "./lib/environment.js";
import { main } from "./lib/main.js";
import { passThrough } from "./lib/processes.js";
import { checkout } from "./lib/root.js";
import { nodeExecutable } from "./lib/setup/node-runtime.js";
import { setUp } from "./lib/setup/set-up.js";
import { elapsed } from "./lib/steps.js";

const JEST = "jest/bin/jest.js";

/** @type {[title: string, script: string, ...args: string[]][]} */
const CHECKS = [
  ["Lint", "eslint/bin/eslint.js", "."],
  ["Format", "prettier/bin/prettier.cjs", "--check", "--log-level", "warn", "."],
  ["Types", "typescript/bin/tsc", "-p", "tsconfig.json"],
  ["Types of the scripts", "typescript/bin/tsc", "-p", "scripts/tsconfig.json"],
  ["Tests", JEST, "--selectProjects", "unit", "engine"],
];

await main(async () => {
  await setUp(checkout);
  const args = process.argv.slice(2);
  if (args.length > 0) return run(JEST, args);
  const done = [];
  for (const [title, script, ...rest] of CHECKS) {
    console.log(`\n── ${title}`);
    const start = performance.now();
    const exitCode = await run(script, rest);
    const took = elapsed(performance.now() - start);
    if (exitCode !== 0) {
      console.log(`\n✗ ${title} failed after ${took}.${title === "Format" ? " To put it right: npm run format" : ""}`);
      return exitCode;
    }
    done.push(`✓ ${title} (${took})`);
  }
  console.log(`\n${done.join("\n")}`);
  return 0;
});

/**
 * @param {string} script in node_modules
 * @param {string[]} args
 */
function run(script, args) {
  return passThrough(nodeExecutable(checkout), [path.join(checkout.modules, script), ...args], {
    cwd: checkout.root,
    env: testEnvironment(checkout),
  });
}
