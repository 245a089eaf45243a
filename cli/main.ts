#!/usr/bin/env node
/** `pulumi-deepagents`: the package's command line. Each command has a file of its own. */
// First, for its effect: on an older Node.js the other modules fail to load.
import "../provider/dynamic/require-node";
import { readFileSync } from "node:fs";
import { enableCompileCache } from "node:module";
import { Command } from "commander";
import { emulatorCommand } from "./emulator-command";
import { payloadCommand } from "./payload-command";
import { smokeCommand } from "./smoke-command";

/** Asked for by the package's own name, which is right from the sources, from `dist` and once installed. */
function packageVersion(): string {
  const path = require.resolve("pulumi-deepagents/package.json");
  return (JSON.parse(readFileSync(path, "utf8")) as { version: string }).version;
}

// For what a command loads from here on: a fifth of the time until the emulator answers is compiling.
enableCompileCache();

const version = packageVersion();

void new Command("pulumi-deepagents")
  .description("Tools for the Pulumi provider of LangSmith Managed Deep Agents.")
  .version(version)
  // So that what follows `emulator` is that command's alone.
  .enablePositionalOptions()
  .addCommand(emulatorCommand(version))
  .addCommand(payloadCommand())
  .addCommand(smokeCommand())
  .parseAsync();
