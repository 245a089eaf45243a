/** Markdown with YAML front matter: SKILL.md, and the AGENTS.md of a subagent. */
import { splitFrontMatter } from "../../../provider/helpers/front-matter";
import { loadYaml } from "../../../provider/helpers/yaml";

export interface FrontMatterDocument {
  /** Scalar values as text. Omits lists and maps, which no typed field holds. */
  fields: ReadonlyMap<string, string>;
  body: string;
}

/** Reads what `renderFrontMatter` or a person wrote. Never throws; a text without front matter is all body. */
export function parseFrontMatter(text: string): FrontMatterDocument {
  const split = splitFrontMatter(text.replace(/^\uFEFF/, ""));
  if (typeof split === "string") {
    return { fields: new Map(), body: text };
  }
  const { frontMatter, rest } = split;
  return { fields: parseJsonLines(frontMatter) ?? parseYamlFields(frontMatter), body: rest.replace(/^\r?\n/, "") };
}

/** Reads our own output without YAML, which does not allow every character in a string. */
function parseJsonLines(yaml: string): Map<string, string> | undefined {
  const fields = new Map<string, string>();
  for (const line of yaml.split("\n").filter((text) => text !== "")) {
    const match = /^(\w+): (".*")$/s.exec(line);
    if (match === null) {
      return undefined;
    }
    const [, key = "", json = ""] = match;
    try {
      fields.set(key, JSON.parse(json) as string);
    } catch {
      return undefined;
    }
  }
  return fields;
}

function parseYamlFields(yaml: string): Map<string, string> {
  const { parse } = loadYaml();
  let value: unknown;
  try {
    // `failsafe` keeps every scalar a string, so a description of `2024` or `yes` is still a text.
    value = parse(yaml, { schema: "failsafe", logLevel: "error" });
  } catch {
    // People write `description: use this: often`, which is not valid YAML. The product reads such lines literally.
    return parsePlainLines(yaml);
  }
  if (typeof value !== "object" || value === null) {
    return new Map();
  }
  return new Map(Object.entries(value).filter((entry): entry is [string, string] => typeof entry[1] === "string"));
}

function parsePlainLines(yaml: string): Map<string, string> {
  const fields = new Map<string, string>();
  for (const line of yaml.split(/\r?\n/)) {
    const colon = line.indexOf(":");
    if (colon > 0) {
      const value = line.slice(colon + 1).trim();
      fields.set(line.slice(0, colon).trim(), value.replace(/^(["'])(.*)\1$/, "$2"));
    }
  }
  return fields;
}
