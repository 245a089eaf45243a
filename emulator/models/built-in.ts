/** What a scripted model says when no script says otherwise. */
import type { Turn } from "./script";

export interface Conversation {
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
export function builtInTurn({ systemPrompt, lastHuman, answered, results, tools }: Conversation): Turn {
  const requests = toolRequests(lastHuman).filter(({ name }) => tools.includes(name));
  const next = requests[answered];
  if (next !== undefined) return { tools: [next] };
  if (results.length > 0) {
    return {
      say: results.map(({ tool, text, failed }) => `${tool} ${failed ? "failed" : "said"}: ${text}`).join("\n"),
    };
  }
  const role = firstLine(systemPrompt);
  return { say: role === "" ? `You said: ${lastHuman}` : `${role}\n\nYou said: ${lastHuman}` };
}

/** How the line begins that the runtime adds to every system prompt. */
export const DATE_LINE = "Current date: ";

/** The requests for tools in a text, in order. One whose arguments are no JSON object is none. */
export function toolRequests(text: string): { name: string; args: Record<string, unknown> }[] {
  const requests: { name: string; args: Record<string, unknown> }[] = [];
  for (const match of text.matchAll(/\b(?:use|call)\s+([\w.-]+)\s+(?:with\s+)?(?=\{)/gi)) {
    const args = readObject(text, match.index + match[0].length);
    if (args !== undefined) requests.push({ name: match[1] ?? "", args });
  }
  return requests;
}

/** The JSON object that starts at a position: up to the first closing brace that completes one. */
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
