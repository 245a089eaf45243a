/** From the files of a tree back to the typed fields of an answer, so that changes made in the Hub show there. */
import {
  type Agent,
  type SkillSpec,
  type SubagentSpec,
  type ToolSpec,
  ToolsConfigSchema,
} from "../../../provider/wire";
import { type FileTree, readText } from "./file-tree";
import { parseFrontMatter } from "./front-matter";

/** A tools configuration with every default filled in, as answers show it. */
interface ResolvedTools {
  tools: Required<ToolSpec>[];
  interrupt_config: Record<string, boolean>;
}

type TypedFields = Pick<Agent, "instructions" | "system_prompt" | "tools" | "skills" | "subagents">;

/** Omits fields whose files are missing. A file that cannot be read as its field never fails the request. */
export function parseTree(tree: FileTree): TypedFields {
  const fields: TypedFields = {};
  const prompt = readText(tree, "AGENTS.md");
  if (prompt !== undefined) {
    fields.instructions = prompt;
    fields.system_prompt = prompt;
  }
  const tools = parseTools(readText(tree, "tools.json") ?? "");
  if (tools !== undefined) {
    fields.tools = tools;
  }
  const skills = directoriesWith(tree, "skills", "SKILL.md").map((name) => parseSkill(tree, name));
  if (skills.length > 0) {
    fields.skills = skills;
  }
  const subagents = directoriesWith(tree, "subagents", "AGENTS.md").map((name) => parseSubagent(tree, name));
  if (subagents.length > 0) {
    fields.subagents = subagents;
  }
  return fields;
}

/** Names of the directories directly below `root` that hold the text file `marker`, sorted. */
function directoriesWith(tree: FileTree, root: string, marker: string): string[] {
  const names: string[] = [];
  for (const path of tree.keys()) {
    const [first, name = "", file, ...rest] = path.split("/");
    if (first === root && file === marker && rest.length === 0 && readText(tree, path) !== undefined) {
      names.push(name);
    }
  }
  return names.sort();
}

function parseSkill(tree: FileTree, name: string): SkillSpec {
  const root = `skills/${name}/`;
  const { fields, body } = parseFrontMatter(readText(tree, `${root}SKILL.md`) ?? "");
  const files = [...tree].flatMap(([path, entry]): [string, string][] =>
    path.startsWith(root) && path !== `${root}SKILL.md` && entry.type === "file"
      ? [[path.slice(root.length), entry.content]]
      : [],
  );
  // The directory names the skill, because the front matter of a file from the Hub may say anything or nothing.
  const skill: SkillSpec = { type: "inline", name, instructions: body };
  const description = fields.get("description");
  if (description !== undefined) {
    skill.description = description;
  }
  if (files.length > 0) {
    skill.files = Object.fromEntries(files);
  }
  return skill;
}

function parseSubagent(tree: FileTree, name: string): SubagentSpec {
  const { fields, body } = parseFrontMatter(readText(tree, `subagents/${name}/AGENTS.md`) ?? "");
  const subagent: SubagentSpec = { name, instructions: body };
  const description = fields.get("description");
  if (description !== undefined) {
    subagent.description = description;
  }
  const modelId = fields.get("model_id");
  if (modelId !== undefined) {
    subagent.model_id = modelId;
  }
  const tools = parseTools(readText(tree, `subagents/${name}/tools.json`) ?? "");
  if (tools !== undefined) {
    subagent.tools = tools;
  }
  return subagent;
}

/** Reads a tools.json. Undefined when it is not valid: anyone can commit any text to that path through the Hub. */
function parseTools(text: string): ResolvedTools | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  const parsed = ToolsConfigSchema.safeParse(value);
  if (!parsed.success) {
    return undefined;
  }
  const { tools = [], interrupt_config = {} } = parsed.data;
  return { tools: tools.map(withDefaults), interrupt_config };
}

function withDefaults(tool: ToolSpec): Required<ToolSpec> {
  const { name = "", mcp_server_url = "", mcp_server_name = "", display_name = "" } = tool;
  return {
    name,
    mcp_server_url,
    mcp_server_name: mcp_server_name === "" ? mcp_server_url : mcp_server_name,
    display_name: display_name === "" ? name : display_name,
  };
}
