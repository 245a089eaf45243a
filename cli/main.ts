#!/usr/bin/env node
/** The command line `pulumi-deepagents`. Each command has its own file. */
// First, for its effect: on an older Node.js the other modules fail to load.
import "./require-node";
import { readFileSync } from "node:fs";
import { enableCompileCache } from "node:module";
import { Command } from "commander";
import { emulatorCommand } from "./emulator-command";
import { payloadCommand } from "./payload-command";
import { smokeCommand } from "./smoke-command";

/** Resolves the package by its own name, which works from the sources, from `dist` and once installed. */
function packageVersion(): string {
  const path = require.resolve("pulumi-deepagents/package.json");
  return (JSON.parse(readFileSync(path, "utf8")) as { version: string }).version;
}

// For what a command loads from here on. Compiling is a fifth of the time until the emulator answers.
enableCompileCache();

const version = packageVersion();

void new Command("pulumi-deepagents")
  .description("Tools for the Pulumi provider of LangSmith Managed Deep Agents.")
  .version(version)
  // Leaves the arguments after `emulator` to that command.
  .enablePositionalOptions()
  .addCommand(emulatorCommand(version))
  .addCommand(payloadCommand())
  .addCommand(smokeCommand())
  .parseAsync();
