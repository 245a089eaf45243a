/** What has to be right before a program declares or asks for anything. */
import * as pulumi from "@pulumi/pulumi";
import { perStack } from "./owner";
import { isMocked, ProgramError } from "./properties";

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
