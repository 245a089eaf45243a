/** tools.json: what it accepts, and the defaults that the server fills in. */
import {
  type ToolsConfig,
  ToolsConfigSchema,
  type ToolSpec,
  type CreateAgentRequest,
  type SkillSpec,
  type SubagentSpec,
  type UpdateAgentRequest,
} from "../../../provider/wire";
import { unprocessable } from "../../errors";
import {
  type FileTree,
  textFile,
  type TreeEntry,
  checkNoFileIsDirectory,
  checkPath,
  checkSlugs,
  toTreeEntry,
} from "./file-tree";
import { renderFrontMatter } from "./front-matter";

/** A tools configuration with every default filled in, as answers show it. */
export interface ResolvedTools {
  tools: Required<ToolSpec>[];
  interrupt_config: Record<string, boolean>;
}

/** Refuses a tool that could never be called: without a name, or without the URL of an MCP server. */
export function checkTools(config: ToolsConfig, field: string): void {
  for (const [index, tool] of (config.tools ?? []).entries()) {
    const here = `${field}.tools[${String(index)}]`;
    if ((tool.name ?? "").trim() === "") {
      throw unprocessable(`${here}.name: must not be blank`);
    }
    const url = tool.mcp_server_url ?? "";
    if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol)) {
      throw unprocessable(`${here}.mcp_server_url: must be the URL of an MCP server`);
    }
  }
}

/** Reads a tools.json. Undefined when it is none: anyone can commit any text to that path through the Hub. */
export function parseTools(text: string): ResolvedTools | undefined {
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

// From the typed fields of a request to files.

type TreeFields = Pick<
  UpdateAgentRequest,
  "instructions" | "system_prompt" | "tools" | "skills" | "subagents" | "files" | "deleted_paths"
>;

/** The first tree of an agent. */
export function createTree(request: CreateAgentRequest): FileTree {
  return updateTree(new Map(), request);
}

/**
 * The tree after a PATCH: a typed field that is given replaces all files it owns, `files` entries are added or
 * overwritten, `deleted_paths` are removed. Throws a 422 for a path that two of them claim.
 */
export function updateTree(tree: FileTree, request: TreeFields): FileTree {
  const typed = typedFiles(request);
  const raw = rawEntries(request.files ?? {}, typed);
  const result = new Map(tree);
  for (const path of request.deleted_paths ?? []) {
    checkPath(path, "deleted_paths");
    if (typed.has(path) || raw.has(path)) {
      throw unprocessable(`deleted_paths: '${path}' is also written by this request`);
    }
    result.delete(path);
  }
  if (request.skills !== undefined) {
    removeInlineSkills(result);
  }
  if (request.subagents !== undefined) {
    removeSubagents(result);
  }
  for (const [path, entry] of [...typed, ...raw]) {
    result.set(path, entry);
  }
  checkNoFileIsDirectory(result.keys());
  return result;
}

function typedFiles(request: TreeFields): Map<string, TreeEntry> {
  const files = new Map<string, TreeEntry>();
  const prompt = request.system_prompt ?? request.instructions;
  if (prompt !== undefined) {
    files.set("AGENTS.md", textFile(prompt));
  }
  if (request.tools !== undefined) {
    files.set("tools.json", renderTools(request.tools, "tools"));
  }
  checkSlugs(
    (request.skills ?? []).map(({ name }) => name),
    "skills",
  );
  for (const skill of request.skills ?? []) {
    addSkill(files, skill);
  }
  checkSlugs(
    (request.subagents ?? []).map(({ name }) => name),
    "subagents",
  );
  for (const subagent of request.subagents ?? []) {
    addSubagent(files, subagent);
  }
  return files;
}

function addSkill(files: Map<string, TreeEntry>, skill: SkillSpec): void {
  const { name = "", description, instructions = "" } = skill;
  const main = `skills/${name}/SKILL.md`;
  files.set(main, textFile(renderFrontMatter({ name, description }, instructions)));
  for (const [relative, content] of Object.entries(skill.files ?? {})) {
    checkPath(relative, `skills.${name}.files`);
    const path = `skills/${name}/${relative}`;
    if (path === main) {
      throw unprocessable(`skills.${name}.files: 'SKILL.md' is written from the skill's own fields`);
    }
    files.set(path, textFile(content));
  }
}

function addSubagent(files: Map<string, TreeEntry>, subagent: SubagentSpec): void {
  const { name = "", description, model_id, instructions = "", tools } = subagent;
  files.set(`subagents/${name}/AGENTS.md`, textFile(renderFrontMatter({ description, model_id }, instructions)));
  if (tools !== undefined) {
    files.set(`subagents/${name}/tools.json`, renderTools(tools, `subagents.${name}.tools`));
  }
}

function renderTools(config: ToolsConfig, field: string): TreeEntry {
  checkTools(config, field);
  const { tools = [], interrupt_config = {} } = config;
  return textFile(`${JSON.stringify({ tools, interrupt_config }, null, 2)}\n`);
}

function rawEntries(
  files: NonNullable<TreeFields["files"]>,
  typed: ReadonlyMap<string, TreeEntry>,
): Map<string, TreeEntry> {
  const entries = new Map<string, TreeEntry>();
  for (const [path, entry] of Object.entries(files)) {
    checkPath(path, "files");
    if (typed.has(path)) {
      throw unprocessable(`files: '${path}' is also written by a typed field of this request`);
    }
    entries.set(path, toTreeEntry(path, entry));
  }
  return entries;
}

function removeInlineSkills(tree: Map<string, TreeEntry>): void {
  const inline = new Set<string>();
  for (const [path, entry] of tree) {
    const [root, name, file, ...rest] = path.split("/");
    if (root === "skills" && file === "SKILL.md" && rest.length === 0 && entry.type === "file") {
      inline.add(name ?? "");
    }
  }
  for (const path of tree.keys()) {
    const [root, name] = path.split("/");
    if (root === "skills" && inline.has(name ?? "")) {
      tree.delete(path);
    }
  }
}

/** Removes what the typed field owns; other files below `subagents/` came in as raw files and stay. */
function removeSubagents(tree: Map<string, TreeEntry>): void {
  for (const path of tree.keys()) {
    if (/^subagents\/[^/]+\/(AGENTS\.md|tools\.json)$/.test(path)) {
      tree.delete(path);
    }
  }
}
