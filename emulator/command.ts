/** The emulator's command line, which runs under its own name and as `pulumi-deepagents emulator`. */
import { resolve } from "node:path";
import { Command, InvalidArgumentError, Option } from "commander";
import { DEFAULT_API_KEY, type Permission, PERMISSIONS, type ScopedKey } from "./context";
import type { EmulatorOptions } from "./index";

interface EmulatorFlags {
  port: number;
  data: string;
  apiKey: string;
  scopedKey: ScopedKey[];
  agentLimit?: number;
  strict: boolean;
  models: "scripted" | "live";
  script?: string;
  quiet: boolean;
}

/**
 * Reads `args`, and runs the emulator until a signal arrives.
 *
 * @param name the command as the user typed it, for the help
 */
export async function runEmulatorCommand(args: readonly string[], name: string): Promise<void> {
  await emulatorCommand(name).parseAsync(args, { from: "user" });
}

function emulatorCommand(name: string): Command {
  return new Command(name)
    .description("Run a local Managed Deep Agents server for development and tests.")
    .option("--port <port>", "port on 127.0.0.1; 0 for any free one", parsePort, 8123)
    .option("--data <dir>", "directory in which everything is kept across restarts", ".deepagents-emulator")
    .option("--api-key <key>", "key that may do everything", parseKey, DEFAULT_API_KEY)
    .option("--scoped-key <key=permission,...>", "key that may do only what it lists; repeatable", addScopedKey, [])
    .option("--agent-limit <count>", "how many agents a workspace may have; creating another answers 409", parseCount)
    .option("--strict", "refuse unknown request fields instead of ignoring them", false)
    .addOption(
      new Option("--models <kind>", "what answers in runs: scripted models, or live ones with your own provider keys")
        .choices(["scripted", "live"])
        .default("scripted"),
    )
    .option("--script <file>", "YAML file with the answers of scripted models")
    .option("--quiet", "print no line for each request", false)
    .addHelpText(
      "after",
      `
Permissions: ${PERMISSIONS.join(", ")}

Examples:
  $ ${name}
  $ ${name} --port 0 --data /tmp/agents --strict
  $ ${name} --scoped-key ci-key=agents:read,mcp-servers:read

Then point a client at it:
  $ export LANGSMITH_ENDPOINT=http://127.0.0.1:8123 LANGSMITH_API_KEY=${DEFAULT_API_KEY}`,
    )
    .action(async (flags: EmulatorFlags, command: Command) => {
      try {
        await runEmulator(flags);
      } catch (error) {
        command.error(`error: ${error instanceof Error ? error.message : String(error)}`, { exitCode: 1 });
      }
    });
}

async function runEmulator(flags: EmulatorFlags): Promise<void> {
  quietSqliteWarning();
  // Loaded only now, because `--help` and other commands need neither the web framework nor SQLite. A real `import()`
  // resolves like an ES module even from CommonJS, hence the extension.
  const { readScript, startEmulator } = await import("./index.js");
  const options: EmulatorOptions = {
    port: flags.port,
    dataDir: resolve(flags.data),
    apiKey: flags.apiKey,
    scopedKeys: flags.scopedKey,
    strict: flags.strict,
    models: flags.models,
    ...(flags.quiet ? {} : { onRequest: (line: string) => void process.stderr.write(`${line}\n`) }),
    ...(flags.script === undefined ? {} : { script: readScript(flags.script) }),
    ...(flags.agentLimit === undefined ? {} : { agentLimit: flags.agentLimit }),
  };
  const emulator = await startEmulator(options);
  // `once`, so that a second signal ends the process at once, as it does by default.
  for (const signal of ["SIGTERM", "SIGINT"] as const) {
    process.once(signal, () => void emulator.close());
  }
  process.stdout.write(`listening on ${emulator.url}\n`);
}

function parsePort(text: string): number {
  const port = Number(text);
  if (!/^\d+$/.test(text) || port > 65_535) {
    throw new InvalidArgumentError("It must be a number from 0 to 65535.");
  }
  return port;
}

function parseCount(text: string): number {
  if (!/^\d+$/.test(text)) {
    throw new InvalidArgumentError("It must be a whole number.");
  }
  return Number(text);
}

function parseKey(text: string): string {
  if (text.trim() === "") {
    throw new InvalidArgumentError("It must not be blank.");
  }
  return text;
}

function addScopedKey(text: string, previous: ScopedKey[]): ScopedKey[] {
  const separator = text.lastIndexOf("=");
  if (separator < 1) {
    throw new InvalidArgumentError("It must look like KEY=agents:read,mcp-servers:read.");
  }
  const permissions = text
    .slice(separator + 1)
    .split(",")
    .map((name) => name.trim())
    .filter((name) => name !== "");
  const unknown = permissions.find((name) => !isPermission(name));
  if (unknown !== undefined) {
    throw new InvalidArgumentError(`'${unknown}' is not a permission; the permissions are ${PERMISSIONS.join(", ")}.`);
  }
  return [...previous, { key: text.slice(0, separator), permissions: permissions.filter(isPermission) }];
}

function isPermission(name: string): name is Permission {
  return (PERMISSIONS as readonly string[]).includes(name);
}

/**
 * Hides the warning of some Node.js releases that `node:sqlite` is experimental, which tells users of the emulator
 * nothing. Every other warning still appears.
 */
function quietSqliteWarning(): void {
  const emitWarning = process.emitWarning.bind(process) as (...args: unknown[]) => void;
  process.emitWarning = (...args: unknown[]): void => {
    const [warning] = args;
    const text = warning instanceof Error ? warning.message : String(warning);
    if (!text.startsWith("SQLite is an experimental feature")) {
      emitWarning(...args);
    }
  };
}
