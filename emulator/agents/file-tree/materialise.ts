/** From the typed fields of a request to the files of an agent's tree. */
import { renderFrontMatter } from "../../../provider/helpers/front-matter";
import type {
  CreateAgentRequest,
  SkillSpec,
  SubagentSpec,
  ToolsConfig,
  UpdateAgentRequest,
} from "../../../provider/wire";
import { unprocessable } from "../../errors";
import {
  checkNoFileIsDirectory,
  checkPath,
  checkSlugs,
  type FileTree,
  textFile,
  toTreeEntry,
  type TreeEntry,
} from "./file-tree";

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

/** Refuses a tool that could never be called: without a name, or without the URL of an MCP server. */
function checkTools(config: ToolsConfig, field: string): void {
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

/** Removes what the typed field owns. Other files below `subagents/` were sent as raw files and stay. */
function removeSubagents(tree: Map<string, TreeEntry>): void {
  for (const path of tree.keys()) {
    if (/^subagents\/[^/]+\/(AGENTS\.md|tools\.json)$/.test(path)) {
      tree.delete(path);
    }
  }
}
