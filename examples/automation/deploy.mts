/**
 * Deploys the agents of many tenants with Pulumi's Automation API: a stack for each, some at once. `node deploy.mts --help`
 *
 * Node.js 22.19 or newer runs it as it is.
 */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { type EngineEvent, LocalWorkspace, PulumiCommand } from "@pulumi/pulumi/automation/index.js";
import { errorIn, progressIn, reasonOf } from "./progress.mts";
import { programOf, type Tenant, tenantsIn } from "./tenant.mts";

const HELP = `Usage: node deploy.mts [options] [tenant …]

Deploys the agents of these tenants, or of all. One that fails does not stop the others.

  --tenants <file>       the tenants (default: tenants.json beside this program)
  --concurrency <count>  how many are deployed at once (default: 4)
  --destroy              deletes their agents and stacks instead
  --help                 shows this

LANGSMITH_API_KEY is the API key; the stacks are in the backend that you are logged in to (\`pulumi login\`).
Exit codes: 0 all went well, 1 a tenant failed, 2 the command is wrong.`;

function optionsOf(args: string[]) {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      tenants: { type: "string", default: join(import.meta.dirname, "tenants.json") },
      concurrency: { type: "string", default: "4" },
      destroy: { type: "boolean", default: false },
      help: { type: "boolean", default: false },
    },
  });
  const concurrency = Number(values.concurrency);
  if (!Number.isInteger(concurrency) || concurrency < 1) {
    throw new Error("--concurrency takes a whole number from 1");
  }
  return { ...values, concurrency, names: positionals };
}

async function chosenTenants(file: string, names: readonly string[]): Promise<Tenant[]> {
  const all = tenantsIn(await readFile(file, "utf8"));
  const unknown = names.filter((name) => !all.some((tenant) => tenant.name === name));
  if (unknown.length > 0) {
    throw new Error(`${file} has no ${unknown.join(", ")}`);
  }
  return names.length === 0 ? all : all.filter(({ name }) => names.includes(name));
}

/** Does the work for each item, with at most `limit` under way. */
async function inParallel<T>(items: readonly T[], limit: number, work: (item: T) => Promise<void>): Promise<void> {
  const queue = items.values();
  const worker = async () => {
    for (const item of queue) {
      await work(item);
    }
  };
  await Promise.all(Array.from({ length: limit }, worker));
}

interface Job {
  readonly destroy: boolean;
  readonly pulumiCommand: PulumiCommand;
  readonly signal: AbortSignal;
  /** Hears of each step. */
  readonly say: (text: string) => void;
}

/** Deploys or destroys one tenant's stack; throws an error with all that the engine complained about. */
async function deploy(tenant: Tenant, { destroy, pulumiCommand, signal, say }: Job): Promise<string> {
  signal.throwIfAborted();
  const complaints: string[] = [];
  const onEvent = (event: EngineEvent) => {
    const [step, complaint] = [progressIn(event), errorIn(event)];
    if (step) {
      say(step);
    }
    if (complaint) {
      complaints.push(complaint);
    }
  };
  try {
    const stack = await LocalWorkspace.createOrSelectStack(
      { stackName: tenant.name, projectName: "deepagents-automation", program: programOf(tenant) },
      // The engine looks for the provider from here, in node_modules.
      { workDir: import.meta.dirname, pulumiCommand },
    );
    if (tenant.workspaceId) {
      await stack.setConfig("deepagents:workspaceId", { value: tenant.workspaceId });
    }
    if (destroy) {
      await stack.destroy({ onEvent, signal, remove: true });
      return "destroyed";
    }
    const { outputs } = await stack.up({ onEvent, signal });
    return Object.entries(outputs)
      .map(([name, { value }]) => `${name} ${String(value)}`)
      .join("  ");
  } catch (error) {
    throw complaints.length > 0 ? new Error(complaints.join("\n"), { cause: error }) : error;
  }
}

async function main(): Promise<number> {
  const options = optionsOf(process.argv.slice(2));
  if (options.help) {
    console.log(HELP);
    return 0;
  }
  const tenants = await chosenTenants(options.tenants, options.names);
  const pulumiCommand = await PulumiCommand.get();
  const stop = new AbortController();
  // The tenants under way end in good order; a second Ctrl-C ends the program at once.
  process.once("SIGINT", () => stop.abort(new Error("interrupted")));

  const width = Math.max(...tenants.map(({ name }) => name.length));
  const results = new Map<string, string>();
  let failed = 0;
  await inParallel(tenants, options.concurrency, async (tenant) => {
    const say = (text: string) => console.log(`${tenant.name.padEnd(width)}  ${text}`);
    const start = performance.now();
    try {
      const result = await deploy(tenant, { destroy: options.destroy, pulumiCommand, signal: stop.signal, say });
      say(`done in ${((performance.now() - start) / 1000).toFixed(1)} s`);
      results.set(tenant.name, `✓ ${result}`);
    } catch (error) {
      failed += 1;
      say("failed");
      results.set(tenant.name, `✗ ${reasonOf(error).replaceAll("\n", `\n${" ".repeat(width + 4)}`)}`);
    }
  });
  console.log(`\n${tenants.map(({ name }) => `${name.padEnd(width)}  ${results.get(name) ?? ""}`).join("\n")}`);
  console.log(`\n${String(tenants.length - failed)} of ${String(tenants.length)} tenants went well.`);
  return failed === 0 ? 0 : 1;
}

try {
  process.exitCode = await main();
} catch (error) {
  console.error(`${reasonOf(error)}\n\nnode deploy.mts --help says what it takes.`);
  process.exitCode = 2;
}
