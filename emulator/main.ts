#!/usr/bin/env node
/** `pulumi-deepagents-emulator`: the local server's command without the provider's package. */
import { enableCompileCache } from "node:module";
import { requireNode } from "../provider/helpers/node-version";

const NAME = "pulumi-deepagents-emulator";

try {
  requireNode(NAME);
} catch (error) {
  process.stderr.write(`error: ${(error as Error).message}\n`);
  process.exit(1);
}

// Compiling takes a fifth of the time until the server answers, so what is loaded from here on is cached.
enableCompileCache();

// Loaded only now, because on an older Node.js the other modules fail to load.
void import("./command.js").then(({ runEmulatorCommand }) => runEmulatorCommand(process.argv.slice(2), NAME));
