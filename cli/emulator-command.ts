/** `pulumi-deepagents emulator`: hands over to the emulator's own package, where that is installed. */
import { createRequire } from "node:module";
import { join } from "node:path";
import { Command } from "commander";

const PACKAGE = "pulumi-deepagents-emulator";

/** What that package has to run. Nothing of it is compiled into this one. */
interface EmulatorPackage {
  readonly runEmulatorCommand: (args: readonly string[], name: string) => Promise<void>;
}

/** @param version this package's own; the emulator's has to be the same */
export function emulatorCommand(version: string): Command {
  return new Command("emulator")
    .description("Run a local Managed Deep Agents server for development and tests.")
    .argument("[options...]")
    .helpOption(false)
    .allowUnknownOption()
    .passThroughOptions()
    .action(async (args: string[], _flags: unknown, command: Command) => {
      const problem = problemWith(version);
      if (problem !== undefined) {
        command.error(`error: ${problem}`, { exitCode: 1 });
      }
      const { runEmulatorCommand } = load(`${PACKAGE}/command`) as EmulatorPackage;
      await runEmulatorCommand(args, "pulumi-deepagents emulator");
    });
}

/** Why the emulator cannot be started, and the one command that changes that; `undefined` where it can be. */
function problemWith(version: string): string | undefined {
  const install = `npm install --save-dev ${PACKAGE}@${version}`;
  const installed = installedVersion();
  if (installed === undefined) {
    return `the local server is a package of its own, which is not installed: ${install}`;
  }
  return installed === version
    ? undefined
    : `pulumi-deepagents is ${version}, and the installed ${PACKAGE} is ${installed}; the two go together only in one version: ${install}`;
}

function installedVersion(): string | undefined {
  try {
    return (load(`${PACKAGE}/package.json`) as { version: string }).version;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "MODULE_NOT_FOUND") {
      return undefined;
    }
    throw error;
  }
}

/** Beside this package; where that was started from somewhere else (a global install), in the current project. */
function load(path: string): unknown {
  try {
    return createRequire(__filename)(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "MODULE_NOT_FOUND") {
      throw error;
    }
    return createRequire(join(process.cwd(), "package.json"))(path);
  }
}
