// @ts-check
const { stripVTControlCharacters } = require("node:util");

/** @typedef {import("../../../provider/wire").RunMessage} RunMessage */
/** @typedef {import("../../../provider/wire").Interrupt} Interrupt */
/** @typedef {"cyan" | "dim" | "red" | "yellow"} Format of `util.styleText` */

const INDENT = 2;
const LABEL_WIDTH = 8;
/** Longer lines are hard to read, however wide the terminal is. */
const WIDEST = 110;
/** Of what a tool was given and said, in characters. What the agent says is shown whole. */
const LONGEST_TOOL_TEXT = 300;

/**
 * Tells a conversation, message by message.
 *
 * @param {{ columns?: number | undefined, style?: (format: Format, text: string) => string }} [options] columns: of the terminal
 */
function transcript({ columns = WIDEST, style = (_, text) => text } = {}) {
  const width = Math.max(Math.min(columns, WIDEST) - INDENT - LABEL_WIDTH, 30);
  /** @param {string} label @param {string} text @param {Format} [format] */
  const entry = (label, text, format) => {
    const lines = wrap(printable(text), width).map((line) => (format && line !== "" ? style(format, line) : line));
    const [first = "", ...rest] = lines;
    const margin = " ".repeat(INDENT + LABEL_WIDTH);
    return [
      " ".repeat(INDENT) + style("cyan", label) + " ".repeat(LABEL_WIDTH - label.length) + first,
      ...rest.map((line) => (line === "" ? "" : margin + line)),
    ].join("\n");
  };
  return {
    /**
     * @param {RunMessage} message
     * @returns {string[]} an entry for what is said, and one for each tool call
     */
    message(message) {
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

    /** @param {Interrupt} interrupt */
    interrupt({ value }) {
      const { action_requests: requests = [] } = /** @type {{ action_requests?: { name?: string }[] }} */ (value ?? {});
      const names = requests.map(({ name }) => name).join(", ");
      return entry("agent", `waits for a person to approve ${names || "what it does next"}`, "yellow");
    },
  };
}

/** @param {RunMessage} message */
function textOf({ content }) {
  if (typeof content === "string") return content;
  return content.map((block) => (typeof block === "string" ? block : (block.text ?? ""))).join("");
}

/**
 * Without what a terminal would obey.
 *
 * @param {string} text
 */
function printable(text) {
  return stripVTControlCharacters(text)
    .replace(/[^\P{Cc}\n]/gu, " ")
    .trim();
}

/** @param {string} text */
function shorten(text) {
  return text.length > LONGEST_TOOL_TEXT ? `${text.slice(0, LONGEST_TOOL_TEXT).trimEnd()} …` : text;
}

/**
 * @param {string} text
 * @param {number} width
 */
function wrap(text, width) {
  return text.split("\n").flatMap((paragraph) => {
    const lines = [""];
    for (const word of paragraph.split(/ +/)) {
      const line = lines.at(-1) ?? "";
      if (line === "") lines[lines.length - 1] = word;
      else if (line.length + 1 + word.length <= width) lines[lines.length - 1] = `${line} ${word}`;
      else lines.push(word);
    }
    return lines;
  });
}

module.exports = { transcript };
