/** What models say in runs: which kind answers, the script of scripted models, and what they say without one. */
import { readFileSync } from "node:fs";
import * as z from "zod";
import { parseYaml } from "../../provider/helpers/yaml";
import { EmulatorStartError } from "../store/database";

export interface ModelOptions {
  /** `scripted`: deterministic answers without an account. `live`: the agent's `model_id`, with your own keys. */
  mode: "scripted" | "live";
  /** What scripted models say; without one, they have a behaviour of their own. */
  script?: Script | undefined;
}

const pattern = z.string().refine(isPattern, "must be a valid regular expression");

const ToolCallSchema = z.strictObject({
  name: z.string().min(1),
  args: z.record(z.string(), z.unknown()).default({}),
});

const turnFields = {
  say: z.string().optional(),
  tools: z.array(ToolCallSchema).optional(),
  delay_ms: z.int().min(0).max(600_000).optional(),
  error: z.string().optional(),
};

const TurnSchema = z.strictObject(turnFields);
/** One answer of a model. */
export type Turn = z.infer<typeof TurnSchema>;

const EntrySchema = z
  .strictObject({
    when: z.strictObject({ contains: z.string(), matches: pattern, agent: z.string() }).partial().default({}),
    ...turnFields,
    turns: z.array(TurnSchema).min(1).optional(),
  })
  .refine(({ turns, say, tools, error }) => (turns === undefined) !== ((say ?? tools ?? error) === undefined), {
    message: "needs either turns, or one of say, tools and error",
  });

/** The file of `--script`: what a scripted model says when. docs/emulator.md explains it with examples. */
export const ScriptSchema = z.strictObject({ replies: z.array(EntrySchema) });
export type Script = z.infer<typeof ScriptSchema>;

/** All that an answer depends on, so that the same conversation always goes the same way. */
export interface Moment {
  agent: string;
  /** The text of the last message, whoever sent it. */
  last: string;
  /** The text of the last message of a person. */
  lastHuman: string;
  /** How often the model has answered since that message. */
  answered: number;
}

/** The first entry that fits; undefined when none does, or when its turns are used up. */
export function findTurn(script: Script, moment: Moment): Turn | undefined {
  for (const { when, turns, ...turn } of script.replies) {
    const text = turns === undefined ? moment.last : moment.lastHuman;
    if (when.agent !== undefined && when.agent !== moment.agent) {
      continue;
    }
    if (when.contains !== undefined && !text.toLowerCase().includes(when.contains.toLowerCase())) {
      continue;
    }
    if (when.matches !== undefined && !new RegExp(when.matches, "i").test(text)) {
      continue;
    }
    return turns === undefined ? turn : turns[moment.answered];
  }
  return undefined;
}

/** @throws EmulatorStartError that says what to correct. */
export function readScript(path: string): Script {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch {
    throw new EmulatorStartError(`The script ${path} cannot be read; name a YAML file with --script.`);
  }
  return parseScript(text, path);
}

export function parseScript(text: string, path: string): Script {
  const { document, problem, positionOf } = parseYaml(text, "write all replies into one");
  if (problem) {
    const { line } = positionOf(problem.offset);
    throw new EmulatorStartError(`The script ${path} is wrong in line ${String(line)}: ${problem.reason}.`);
  }
  const parsed = ScriptSchema.safeParse(document.toJS());
  if (parsed.success) {
    return parsed.data;
  }
  const [issue] = parsed.error.issues;
  throw new EmulatorStartError(`The script ${path} is wrong at '${issue?.path.join(".")}': ${issue?.message}.`);
}

function isPattern(text: string): boolean {
  try {
    return new RegExp(text, "i") instanceof RegExp;
  } catch {
    return false;
  }
}

/** What the built-in behaviour depends on. */
export interface ModelTurn {
  systemPrompt: string;
  lastHuman: string;
  /** How often the model has answered since that message. */
  answered: number;
  /** What tools said since that message, the oldest first. */
  results: readonly { tool: string; text: string; failed: boolean }[];
  /** Names of the tools that may be called. */
  tools: readonly string[];
}

/**
 * Calls, one after the other, the tools that the message asks for by name with JSON arguments (`use search_notes
 * {"query": "x"}`, `call search_notes with {"query": "x"}`); then reports what they said. Without such a request it
 * answers with the first line of its system prompt and what it was told.
 */
export function builtInTurn({ systemPrompt, lastHuman, answered, results, tools }: ModelTurn): Turn {
  const requests = toolRequests(lastHuman).filter(({ name }) => tools.includes(name));
  const next = requests[answered];
  if (next !== undefined) {
    return { tools: [next] };
  }
  if (results.length > 0) {
    return {
      say: results.map(({ tool, text, failed }) => `${tool} ${failed ? "failed" : "said"}: ${text}`).join("\n"),
    };
  }
  const role = firstLine(systemPrompt);
  return { say: role === "" ? `You said: ${lastHuman}` : `${role}\n\nYou said: ${lastHuman}` };
}

/** The beginning of the line that the runtime adds to every system prompt. */
export const DATE_LINE = "Current date: ";

/** The requests for tools in a text, in order. A request needs a JSON object as its arguments. */
export function toolRequests(text: string): { name: string; args: Record<string, unknown> }[] {
  const requests: { name: string; args: Record<string, unknown> }[] = [];
  for (const match of text.matchAll(/\b(?:use|call)\s+([\w.-]+)\s+(?:with\s+)?(?=\{)/gi)) {
    const args = readObject(text, match.index + match[0].length);
    if (args !== undefined) {
      requests.push({ name: match[1] ?? "", args });
    }
  }
  return requests;
}

/** The JSON object that starts at a position. It ends at the first closing brace that completes it. */
function readObject(text: string, start: number): Record<string, unknown> | undefined {
  for (let end = text.indexOf("}", start); end !== -1; end = text.indexOf("}", end + 1)) {
    try {
      return JSON.parse(text.slice(start, end + 1)) as Record<string, unknown>;
    } catch {
      // Not complete yet: this brace belongs to a nested object or to a string.
    }
  }
  return undefined;
}

function firstLine(text: string): string {
  const lines = text.split("\n").filter((line) => !line.startsWith(DATE_LINE));
  const line = lines.find((candidate) => candidate.trim() !== "") ?? "";
  return line.replace(/^#+\s*/, "").trim();
}
