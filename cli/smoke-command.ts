/** `pulumi-deepagents smoke`: has conversations with a deployed agent and checks whether they went as expected. */
import { Command, type CommanderError, InvalidArgumentError, Option } from "commander";
import { KEEP_THREADS, SMOKE_DEFAULTS, SMOKE_RANGES } from "../provider/inputs/smoke-limits";
import type { SmokeFlags } from "./smoke/run";

export function smokeCommand(): Command {
  return new Command("smoke")
    .description("Test a deployed agent: have conversations with it and check how they went.")
    .requiredOption("--agent <id>", "the agent's id, as `pulumi stack output` shows it", anId)
    .requiredOption("--cases <file>", "YAML or JSON file with the cases")
    .option("--case <name>", "run only this case; repeatable", collect, [])
    .option(
      "--timeout <seconds>",
      `limit for one attempt at a case (${defaultOf("timeoutSeconds")})`,
      whole("timeoutSeconds"),
    )
    .option("--concurrency <count>", `cases to run at once (${defaultOf("concurrency")})`, whole("concurrency"))
    .option("--retries <count>", `retries of a case that did not pass (${defaultOf("retries")})`, whole("retries"))
    .addOption(
      new Option("--keep-threads <when>", `which threads to keep (${defaultOf("keepThreads")})`) //
        .choices(KEEP_THREADS),
    )
    .option("--json", "write the whole report as JSON, including conversations", false)
    .option("--junit <file>", "also write the report as JUnit XML")
    .addHelpText(
      "after",
      `
The key, the endpoint and the workspace come from LANGSMITH_API_KEY, LANGSMITH_ENDPOINT and LANGSMITH_WORKSPACE_ID; Pulumi
config is not read. A run deletes the threads that earlier runs kept and that are an hour old, unless it keeps all.
Progress goes to stderr, the report to stdout.

Exit codes: 0 every case passed, 1 a case did not pass, 2 the test could not be run.

Examples:
  $ pulumi-deepagents smoke --agent "$(pulumi stack output agentId)" --cases smoke.yaml
  $ pulumi-deepagents smoke --agent $ID --cases smoke.yaml --junit smoke.xml --retries 1
  $ pulumi-deepagents smoke --agent $ID --cases smoke.yaml --case "asks before deleting" --keep-threads always

A cases file:
  cases:
    - name: finds notes
      prompt: What do my notes say about tea?
      expect:
        contains: tea
        toolsCalled: [search_notes]
    - name: asks before deleting
      prompt: Delete note 7.
      expect:
        interrupts: [{ tool: delete_note, decision: reject }]`,
    )
    .exitOverride((error: CommanderError) => {
      process.exit(error.exitCode === 0 ? 0 : 2);
    })
    .action(async (flags: SmokeFlags) => {
      const stop = new AbortController();
      for (const signal of ["SIGTERM", "SIGINT"] as const) {
        // Only once, so that a second signal ends the process.
        process.once(signal, () => stop.abort());
      }
      // A real `import()` resolves like an ES module even from CommonJS, hence the file name with its extension.
      const { smoke } = await import("./smoke/run.js");
      process.exitCode = await smoke(flags, stop.signal);
    });
}

function collect(text: string, previous: string[]): string[] {
  return [...previous, text];
}

/** An empty one is what a command in its place printed that failed. */
function anId(text: string): string {
  if (text.trim() === "") {
    throw new InvalidArgumentError("It is empty: does `pulumi stack output` show the agent's id?");
  }
  return text;
}

function defaultOf(option: keyof typeof SMOKE_DEFAULTS): string {
  return `default: the file's, or ${String(SMOKE_DEFAULTS[option])}`;
}

function whole(option: keyof typeof SMOKE_RANGES): (text: string) => number {
  const { from, to } = SMOKE_RANGES[option];
  return (text) => {
    const number = Number(text);
    if (!/^\d+$/.test(text) || number < from || number > to) {
      throw new InvalidArgumentError(`It must be a whole number from ${String(from)} to ${String(to)}.`);
    }
    return number;
  };
}
