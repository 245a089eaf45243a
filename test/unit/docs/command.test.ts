/** docs/command.md has every option of the commands, so that a new one is not left out. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { smokeCommand } from "../../../cli/smoke-command";
import { ROOT } from "./snippets";

const read = (path: string): string => readFileSync(join(ROOT, path), "utf8");

function optionsOnPage(command: string): string[] {
  const [, after = ""] = read("docs/command.md").split(`\n## ${command}\n`);
  const [section = ""] = after.split("\n## ");
  return [...section.matchAll(/^\| `(--[^`]+)`/gm)].map(([, flags = ""]) => flags.replace("…", "...")).sort();
}

it("smoke", () => {
  const flags = smokeCommand().options.map((option) => option.flags);
  expect(optionsOnPage("smoke")).toEqual(flags.sort());
});

it("emulator", () => {
  const declared = read("emulator/command.ts").matchAll(/(?:\.option|new Option)\(\s*"(--[^"]+)"/g);
  const flags = [...declared].map(([, option]) => option);
  expect(optionsOnPage("emulator")).toEqual(flags.sort());
});
