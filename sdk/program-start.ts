/** What has to be right before a program declares or asks for anything. */
import { createRequire } from "node:module";
import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { perStack } from "./owner";
import { isMocked, ProgramError } from "./properties";

/** Before the program can have changed it. The engine starts the provider's process in the same folder. */
const programFolder = process.cwd();

/**
 * Refuses what no resource can be provided with: a setting that does not exist, and a package that the engine would not
 * find.
 *
 * @throws ProgramError with what to do
 */
export function requireProgram(): void {
  requireSettings();
  requirePackage();
}

/**
 * Refuses a program that has this package only through another one. Where that one does not share its packages with the
 * program (pnpm, yarn, bundles), the engine would fail later and with a stack trace. A program that the Automation API runs
 * says elsewhere where its packages are.
 */
const requirePackage = perStack("package", () => {
  if (!/[\\/]@pulumi[\\/]pulumi[\\/]cmd[\\/]run\b/.test(process.argv[1] ?? "")) {
    return;
  }
  try {
    createRequire(join(programFolder, "program.js")).resolve("pulumi-deepagents/dynamic");
  } catch {
    throw new ProgramError(
      "Pulumi loads this package's provider from the program's own packages, where it is not: add pulumi-deepagents to the " +
        `dependencies of the program (\`npm install pulumi-deepagents\`, \`pnpm add\` or \`yarn add\` in ${programFolder}), ` +
        "also if another package brings it along",
    );
  }
});

/**
 * Refuses a setting that does not exist: a misspelt endpoint would send everything to the real service. A unit test may do
 * as it likes, and in a project called `deepagents` the namespace is the program's own.
 *
 * @throws ProgramError with what was probably meant
 */
export const requireSettings = perStack("settings", () => {
  if (isMocked() || pulumi.getProject() === "deepagents") {
    return;
  }
  // Not by import(), which no constructor can wait for.
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  const { settingProblem } = require("../provider/helpers/settings") as typeof import("../provider/helpers/settings");
  const problem = settingProblem(Object.keys(pulumi.runtime.allConfig()));
  if (problem !== undefined) {
    throw new ProgramError(problem);
  }
});
