/** What is measured and how much of it, by the options of the command line. */
import { Command, CommanderError, Option } from "commander";
import { Failure } from "../bootstrap/messages.js";

export type Scale = typeof full;

export interface Options {
  readonly help: boolean;
  readonly only: readonly string[];
  readonly out: string;
  readonly scale: Scale;
}

/** For figures. */
export const full = {
  /** How many agents, each time with a tenth of that in MCP servers, and how often each operation is measured. */
  sizes: [10, 100, 300].map(withRounds),
  /** How often the reader of events is measured. */
  streamRounds: 3,
  /** What a server far away adds to each request. */
  latencyMs: 50,
  /** How many agents the provider's memory is measured with. */
  manyAgents: 1000,
  /** How many processes are started for a figure about starting. */
  starts: 15,
  /** How often a program is type-checked. */
  typeChecks: 5,
  streamBytes: 200_000_000,
  loadSeconds: 10,
  /** How many project directories the product's own tool deploys. */
  directories: 30,
};

/** Only shows that every measurement works. */
export const quick: Scale = {
  ...full,
  sizes: [{ agents: 2, rounds: 1 }],
  streamRounds: 1,
  manyAgents: 2,
  starts: 1,
  typeChecks: 1,
  streamBytes: 1_000_000,
  loadSeconds: 1,
  directories: 1,
};

const FULL_MINUTES = 60;

/** The fewer agents the more rounds: what else the machine does weighs more on a short command. */
function withRounds(agents: number): { readonly agents: number; readonly rounds: number } {
  if (agents <= 10) {
    return { agents, rounds: 5 };
  }
  return { agents, rounds: agents <= 100 ? 4 : 3 };
}

type Suites = readonly { readonly name: string; readonly title: string }[];

interface Given {
  readonly only?: readonly string[];
  readonly sizes?: readonly number[];
  readonly rounds?: number;
  readonly latency?: number;
  readonly out: string;
  readonly quick?: true;
  readonly help?: true;
}

export function helpText(suites: Suites): string {
  return commandFor(suites).helpInformation().trimEnd();
}

/** @throws Failure that says what to write instead */
export function readOptions(args: readonly string[], suites: Suites): Options {
  const given = parse(args, suites);
  const base = given.quick ? quick : full;
  const sizes = given.sizes?.map(withRounds) ?? base.sizes;
  const rounds = given.rounds ?? (given.quick ? 1 : undefined);
  return {
    help: given.help ?? false,
    only: given.only ?? [],
    out: given.out,
    scale: {
      ...base,
      sizes: rounds === undefined ? sizes : sizes.map((size) => ({ ...size, rounds })),
      latencyMs: given.latency ?? base.latencyMs,
    },
  };
}

function parse(args: readonly string[], suites: Suites): Given {
  try {
    return commandFor(suites).parse(args, { from: "user" }).opts<Given>();
  } catch (error) {
    if (!(error instanceof CommanderError)) {
      throw error;
    }
    throw new Failure(`${error.message.replace(/^error: /, "")}\nnpm run bench -- --help lists the options.`);
  }
}

function commandFor(suites: Suites): Command {
  const usually = (values: readonly number[]): string => `(default ${values.join(", ")})`;
  const agents = full.sizes.map((size) => size.agents);
  const rounds = full.sizes.map((size) => size.rounds);
  return (
    new Command("npm run bench --")
      .usage("[options]")
      .description(
        "Measures the provider beside the engine's floor, and its other parts, on the real engine and a local server. " +
          "Nothing of it leaves this machine. " +
          `Takes about ${String(FULL_MINUTES)} minutes, and wants the machine for itself.`,
      )
      .addOption(onlyOption(suites))
      .addOption(
        new Option("--sizes <N,N,…>", `how many agents ${usually(agents)}`).argParser((text) =>
          text.split(",").map((size) => wholeNumber("--sizes", size)),
        ),
      )
      .addOption(numberOption("--rounds", "N", `how often each operation runs ${usually(rounds)}`))
      .addOption(
        numberOption("--latency", "MS", `what a server far away adds to each request ${usually([full.latencyMs])}`),
      )
      .option("--out <FOLDER>", "where results.md and results.json go", ".bench")
      .option("--quick", "everything as small as can be: shows that the benchmark works, its figures say nothing")
      // An option like the others: to print is for the caller.
      .helpOption(false)
      .option("--help", "this text")
      .configureOutput({ writeErr: () => undefined })
      .exitOverride()
  );
}

function onlyOption(suites: Suites): Option {
  const names = suites.map(({ name }) => name);
  const lines = suites.map(({ name, title }) => `  ${name.padEnd(13)} ${title}`);
  return new Option("--only <NAME>", `measures only this; repeatable:\n${lines.join("\n")}`).argParser(
    (name, before?: readonly string[]) => {
      if (!names.includes(name)) {
        throw new Failure(`--only ${name} is not a suite: write one of ${names.join(", ")}.`);
      }
      return [...(before ?? []), name];
    },
  );
}

function numberOption(flag: string, placeholder: string, description: string): Option {
  return new Option(`${flag} <${placeholder}>`, description).argParser((text) => wholeNumber(flag, text));
}

function wholeNumber(flag: string, text: string): number {
  if (!/^[1-9]\d{0,5}$/.test(text.trim())) {
    throw new Failure(`${flag} ${text}: write whole numbers from 1.`);
  }
  return Number(text);
}
