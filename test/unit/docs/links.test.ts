/** Every relative link of the pages leads to a file, and to a heading in it. */
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { markdownPages, ROOT } from "./snippets";

it.each(markdownPages())("%s has no link that leads nowhere", (page) => {
  expect(relativeLinks(page).filter((link) => !resolves(page, link))).toEqual([]);
});

it("finds a link that leads nowhere", () => {
  expect(resolves("README.md", "docs/semantics.md#ownership")).toBe(true);
  expect(resolves("README.md", "docs/semantics.md#no-such-heading")).toBe(false);
  expect(resolves("README.md", "docs/no-such-page.md")).toBe(false);
});

function relativeLinks(page: string): string[] {
  const links = [...proseOf(page).matchAll(/\]\(([^)\s]+)\)/g)].map(([, link = ""]) => link);
  return links.filter((link) => !/^[a-z]+:/.test(link));
}

function resolves(page: string, link: string): boolean {
  const [path = "", heading] = link.split("#");
  const target = path === "" ? page : join(dirname(page), path);
  return existsSync(join(ROOT, target)) && (heading === undefined || anchorsOf(target).has(heading));
}

/** As GitHub names headings; the tables of the reference pages have anchors of their own. */
function anchorsOf(page: string): Set<string> {
  const text = proseOf(page);
  const headings = [...text.matchAll(/^#+ (.+)$/gm)].map(([, heading = ""]) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, "")
      .replaceAll(" ", "-"),
  );
  return new Set([...headings, ...[...text.matchAll(/<a id="([^"]+)">/g)].map(([, id = ""]) => id)]);
}

function proseOf(page: string): string {
  return readFileSync(join(ROOT, page), "utf8").replace(/^```[\s\S]*?^```/gm, "");
}
