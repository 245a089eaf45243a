/** `pulumi-deepagents emulator`: hands over to the emulator's own package, if it is installed. */
import { createRequire } from "node:module";
import { join } from "node:path";
import { Command } from "commander";

const PACKAGE = "pulumi-deepagents-emulator";

/** What that package exports to run the command. Nothing of it is compiled into this one. */
interface EmulatorPackage {
  readonly runEmulatorCommand: (args: readonly string[], name: string) => Promise<void>;
}

/** @param version this package's version, which the emulator's package must have as well */
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

/** Why the emulator cannot be started, and the command that changes that; `undefined` if it can be. */
function problemWith(version: string): string | undefined {
  const install = `npm install --save-dev ${PACKAGE}@${version}`;
  const installed = installedVersion();
  if (installed === undefined) {
    return `the local server is a separate package, which is not installed. Run: ${install}`;
  }
  return installed === version
    ? undefined
    : `pulumi-deepagents is ${version}, but ${PACKAGE} is ${installed}, and both must have the same version. Run: ${install}`;
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

/** Loads a module from beside this package or, if this package is installed globally, from the current project. */
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
