/** What an agent with a sandbox gets here: the tool `execute`, which says that it cannot. */
import type { CommandRunner } from "./deepagents";

export const NO_SANDBOX: CommandRunner = {
  id: "emulator-without-sandbox",
  execute: (command) => ({
    output: `Error: nothing was executed. The emulator has no sandbox, so that it cannot run: ${command}`,
    exitCode: 126,
    truncated: false,
  }),
};
