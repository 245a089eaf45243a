/** docs/README.md is the index of the documentation: it links every page, and README links it. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "./snippets";

/** Folders with an index of their own. */
const FOLDERS = ["decisions/README.md", "reference/README.md"];

const read = (page: string): string => readFileSync(join(ROOT, page), "utf8");

it("lists every page once, with a line about it", () => {
  const pages = readdirSync(join(ROOT, "docs")).filter((name) => name.endsWith(".md") && name !== "README.md");
  const lines = [...read("docs/README.md").matchAll(/^- \[[^\]]+\]\(([^)]+)\): \S/gm)].map(([, link = ""]) => link);
  const listed = lines.filter((link) => !link.startsWith("../"));
  expect(listed.sort()).toEqual([...pages, ...FOLDERS].sort());
});

it("is linked by README", () => {
  expect(read("README.md")).toContain("](docs/README.md)");
});
