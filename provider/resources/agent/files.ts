/** The raw files of an agent. Unlike the groups they change one path at a time. */
import type { FileInputs, AgentInputs } from "../../inputs/agent";
import { withoutUndefined, sameMeaning } from "../../helpers/json";
import { type Agent, type FileEntry, type FileMap, isMemoryPath, type UpdateAgentRequest } from "../../wire";

type Files = Readonly<Record<string, FileInputs>>;

export function fileToWire(file: FileInputs): FileEntry {
  if (typeof file === "string") {
    return { content: file };
  }
  return "content" in file
    ? { content: file.content }
    : withoutUndefined({ type: "skill", repo_handle: file.repoHandle, commit_id: file.commitId });
}

export function filesToWire(files: Files = {}): FileMap {
  return Object.fromEntries(Object.entries(files).map(([path, file]) => [path, fileToWire(file)]));
}

/**
 * The part of a PATCH that turns `before` into `after`: entries that are new or differ, and paths that are gone.
 *
 * @param typed paths that a typed field writes: they are not gone, whatever wrote them before
 */
export function filePatch(
  before: FileMap,
  after: FileMap,
  typed: ReadonlySet<string>,
): Pick<UpdateAgentRequest, "files" | "deleted_paths"> {
  const set = Object.entries(after).filter(([path, entry]) => {
    const previous = Object.hasOwn(before, path) ? before[path] : undefined;
    return previous === undefined || !sameMeaning(previous, entry, normalFile);
  });
  const gone = Object.keys(before).filter((path) => !Object.hasOwn(after, path) && !typed.has(path));
  return {
    ...(set.length > 0 ? { files: Object.fromEntries(set) } : {}),
    ...(gone.length > 0 ? { deleted_paths: gone } : {}),
  };
}

/** Whether any raw file differs in meaning. Contents may be unknown yet. */
export function filesDiffer(before: Files = {}, after: Files = {}): boolean {
  return !sameMeaning(before, after, normalFiles);
}

/** One form for all raw files that mean the same. */
export function normalFiles(files: Files = {}): Record<string, unknown> {
  return Object.fromEntries(Object.entries(files).map(([path, file]) => [path, normalFile(fileToWire(file))]));
}

/**
 * The managed files as they are in the tree now. Only paths that the program names: typed fields and the agent itself
 * write files too.
 */
export function managedFiles(actual: FileMap, managed: Files): Record<string, FileInputs> {
  const present = Object.entries(managed).flatMap(([path, file]): [string, FileInputs][] => {
    const entry = Object.hasOwn(actual, path) ? actual[path] : undefined;
    if (entry === undefined) {
      return [];
    }
    const before = fileToWire(file);
    // Without a pin the API follows the latest commit and may say which one that is.
    const { commit_id, ...unpinned } = entry;
    const comparable =
      before.commit_id === undefined || commit_id === undefined ? unpinned : { ...unpinned, commit_id };
    return [[path, sameMeaning(before, comparable, normalFile) ? file : fileFromWire(entry)]];
  });
  return Object.fromEntries(present);
}

/** The files of the tree that no typed field of `agent` writes, nor the agent itself (under `memories/`). */
export function rawFiles(actual: FileMap, agent: Agent): Record<string, FileInputs> | undefined {
  const skills = (agent.skills ?? []).map(({ name }) => `skills/${name ?? ""}/`);
  const subagents = (agent.subagents ?? []).map(({ name }) => `subagents/${name ?? ""}/`);
  const typed = new Set([
    "AGENTS.md",
    "tools.json",
    ...subagents.flatMap((dir) => [`${dir}AGENTS.md`, `${dir}tools.json`]),
  ]);
  const raw = Object.entries(actual).filter(
    ([path]) => !typed.has(path) && !isMemoryPath(path) && !skills.some((folder) => path.startsWith(folder)),
  );
  return raw.length === 0 ? undefined : Object.fromEntries(raw.map(([path, entry]) => [path, fileFromWire(entry)]));
}

function fileFromWire(entry: FileEntry): FileInputs {
  if (entry.type === "skill") {
    return {
      repoHandle: entry.repo_handle ?? "",
      ...(entry.commit_id === undefined ? {} : { commitId: entry.commit_id }),
    };
  }
  return entry.content ?? "";
}

function normalFile(entry: FileEntry): unknown {
  return entry.type === "skill"
    ? { repoHandle: entry.repo_handle, commitId: entry.commit_id }
    : { content: entry.content ?? "" };
}

/** The paths of the file tree that the typed fields of `inputs` write. */
export function typedPaths(inputs: AgentInputs): ReadonlySet<string> {
  return new Set([
    ...(inputs.systemPrompt === undefined ? [] : ["AGENTS.md"]),
    ...(inputs.tools === undefined && inputs.interruptConfig === undefined ? [] : ["tools.json"]),
    ...(inputs.skills ?? []).flatMap(({ name, files }) =>
      ["SKILL.md", ...Object.keys(files ?? {})].map((file) => `skills/${name}/${file}`),
    ),
    ...(inputs.subagents ?? []).flatMap(({ name }) =>
      ["AGENTS.md", "tools.json"].map((file) => `subagents/${name}/${file}`),
    ),
  ]);
}
