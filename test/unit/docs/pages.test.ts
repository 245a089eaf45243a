/** What there is has a place in the pages: each page in the index, each option of the command in its page. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { smokeCommand } from "../../../cli/smoke-command";
import { ROOT } from "./snippets";

const page = (path: string): string => readFileSync(join(ROOT, path), "utf8");

it("the index of the documentation has every page", () => {
  const pages = readdirSync(join(ROOT, "docs")).filter((name) => name.endsWith(".md") && name !== "README.md");
  const listed = [...page("docs/README.md").matchAll(/\]\(([^)#]+\.md)\)/g)].map(([, path]) => path);
  expect(pages.filter((name) => !listed.includes(name))).toEqual([]);
});

describe("the page of the command has every option of", () => {
  const optionsIn = (heading: string): string[] => {
    const [, section = ""] = page("docs/command.md").split(`## \`${heading}\``);
    return [...(section.split("\n## ")[0] ?? "").matchAll(/^\| `(--[^`]+)`/gm)].map(([, flags = ""]) => flags.trim());
  };

  it("smoke", () => {
    expect(optionsIn("smoke")).toEqual(smokeCommand().options.map(({ flags }) => flags));
  });

  it("emulator", () => {
    const declared = [...page("emulator/command.ts").matchAll(/(?:\.option|new Option)\(\s*"(--[^"]+)"/g)];
    expect(optionsIn("emulator").sort()).toEqual(declared.map(([, flags]) => flags).sort());
  });
});
