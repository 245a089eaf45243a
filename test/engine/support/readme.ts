/** A README as a reader follows it: what to type, and what should come of it. */

export interface Block {
  /** The heading above it. */
  readonly section: string;
  /** `sh` is what to type, `text` what the block before it prints. */
  readonly language: "sh" | "text";
  readonly lines: readonly string[];
}

/** The fenced blocks of a page, also those within lists. */
export function blocksIn(page: string): Block[] {
  const found = page.matchAll(
    /^## (?<section>.+)$|^(?<indent> *)```(?<language>sh|text)\n(?<body>[^]*?)^\k<indent>```$/gm,
  );
  const blocks: Block[] = [];
  let current = "";
  for (const { groups: { section, indent = "", language, body = "" } = {} } of found) {
    current = section ?? current;
    if (language === "sh" || language === "text") {
      const lines = body.split("\n").map((line) => line.slice(indent.length).trimEnd());
      blocks.push({ section: current, language, lines: lines.filter((line) => line !== "") });
    }
  }
  return blocks;
}

/** The lines of a `text` block that were not printed. In them, `…` stands for anything, and space for any space. */
export function missingIn(printed: string, { lines }: Block): string[] {
  const normal = printed.split("\n").map((line) => line.trim().replace(/\s+/g, " "));
  return lines.filter((line) => {
    const parts = line
      .trim()
      .replace(/\s+/g, " ")
      .split("…")
      .map((part) => part.replace(/[$()*+.?[\\\]^{|}]/g, "\\$&"));
    const pattern = new RegExp(`^${parts.join(".*")}$`);
    return !normal.some((other) => pattern.test(other));
  });
}

/** The block as a script that ends with the first command that does not do what the page says: `# fails` is a promise, too. */
export function scriptOf({ lines }: Block): string {
  return lines.map((line) => (/ # fails\b/.test(line) ? mustFail(line) : line)).join("\n");
}

function mustFail(line: string): string {
  return `if ${line}\nthen echo "this was to fail" >&2; exit 1; fi`;
}
