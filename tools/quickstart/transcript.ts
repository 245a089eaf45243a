import { stripVTControlCharacters } from "node:util";
import type { Interrupt, RunMessage } from "../../provider/schema/wire/index.ts";

/** Of `util.styleText`. */
type Format = "cyan" | "dim" | "red" | "yellow";

const INDENT = 2;
const LABEL_WIDTH = 8;
/** Longer lines are hard to read, however wide the terminal is. */
const WIDEST = 110;
/** Of what a tool was given and said, in characters. What the agent says is shown whole. */
const LONGEST_TOOL_TEXT = 300;

export interface Screen {
  /** Of the terminal. */
  readonly columns?: number | undefined;
  readonly style?: (format: Format, text: string) => string;
}

/** Tells a conversation, message by message. */
export function transcript({ columns = WIDEST, style = (_, text) => text }: Screen = {}) {
  const width = Math.max(Math.min(columns, WIDEST) - INDENT - LABEL_WIDTH, 30);
  const entry = (label: string, text: string, format?: Format): string => {
    const lines = wrap(printable(text), width).map((line) => (format && line !== "" ? style(format, line) : line));
    const [first = "", ...rest] = lines;
    const margin = " ".repeat(INDENT + LABEL_WIDTH);
    return [
      " ".repeat(INDENT) + style("cyan", label) + " ".repeat(LABEL_WIDTH - label.length) + first,
      ...rest.map((line) => (line === "" ? "" : margin + line)),
    ].join("\n");
  };
  return {
    /** An entry for what is said, and one for each tool call. */
    message(message: RunMessage): string[] {
      const text = textOf(message);
      switch (message.type) {
        case "human":
          return [entry("you", text)];
        case "tool": {
          const failed = message.status === "error";
          const outcome = `${message.name ?? "it"} ${failed ? "failed" : "answered"}: ${shorten(text)}`;
          return [entry("tool", outcome, failed ? "red" : undefined)];
        }
        case "ai": {
          const calls = (message.tool_calls ?? []).map(({ name, args }) =>
            entry("agent", `calls ${name} ${shorten(JSON.stringify(args))}`, "dim"),
          );
          return text === "" ? calls : [entry("agent", text), ...calls];
        }
        default:
          return [];
      }
    },

    interrupt({ value }: Interrupt): string {
      const { action_requests: requests = [] } = (value ?? {}) as { action_requests?: readonly { name?: string }[] };
      const names = requests.map(({ name }) => name).join(", ");
      return entry("agent", `waits for a person to approve ${names || "what it does next"}`, "yellow");
    },
  };
}

function textOf({ content }: RunMessage): string {
  if (typeof content === "string") {
    return content;
  }
  return content.map((block) => (typeof block === "string" ? block : (block.text ?? ""))).join("");
}

/** Without what a terminal would obey. */
function printable(text: string): string {
  return stripVTControlCharacters(text)
    .replace(/[^\P{Cc}\n]/gu, " ")
    .trim();
}

function shorten(text: string): string {
  return text.length > LONGEST_TOOL_TEXT ? `${text.slice(0, LONGEST_TOOL_TEXT).trimEnd()} …` : text;
}

function wrap(text: string, width: number): string[] {
  return text.split("\n").flatMap((paragraph) => {
    const lines = [""];
    for (const word of paragraph.split(/ +/)) {
      const line = lines.at(-1) ?? "";
      if (line === "") {
        lines[lines.length - 1] = word;
      } else if (line.length + 1 + word.length <= width) {
        lines[lines.length - 1] = `${line} ${word}`;
      } else {
        lines.push(word);
      }
    }
    return lines;
  });
}
