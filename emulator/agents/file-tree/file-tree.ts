/** An agent's file tree, which the service keeps in the Context Hub: its entries, and what it accepts. */
import type { FileEntry } from "../../../provider/wire";
import { unprocessable } from "../../errors";

export interface TextFile {
  readonly type: "file";
  readonly content: string;
}

/** A link to a skill of the workspace, mounted at a path. */
export interface SkillLink {
  readonly type: "skill";
  readonly repo_handle: string;
  readonly commit_id?: string;
}

export type TreeEntry = TextFile | SkillLink;

/** Entries by relative path. */
export type FileTree = ReadonlyMap<string, TreeEntry>;

export function textFile(content: string): TextFile {
  return { type: "file", content };
}

/** The text at a path; undefined if there is nothing or a link. */
export function readText(tree: FileTree, path: string): string | undefined {
  const entry = tree.get(path);
  return entry?.type === "file" ? entry.content : undefined;
}

/** The tree as the API shows it: a map from path to entry. */
export function toFileMap(tree: FileTree): Record<string, FileEntry> {
  return Object.fromEntries(tree);
}

/** Sorts by path, so that equal trees are equal texts and every answer lists files in the same order. */
export function serializeTree(tree: FileTree): string {
  return JSON.stringify([...tree].sort(([a], [b]) => (a < b ? -1 : 1)));
}

export function deserializeTree(text: string): FileTree {
  return new Map(JSON.parse(text) as [string, TreeEntry][]);
}

/** Turns an entry of a request into one of the tree. A `skill` must name a repo, and has no content of its own. */
export function toTreeEntry(path: string, entry: FileEntry): TreeEntry {
  if (entry.type !== "skill") {
    return textFile(entry.content ?? "");
  }
  const { repo_handle, commit_id, content } = entry;
  if (repo_handle === undefined || repo_handle.trim() === "") {
    throw unprocessable(`files: '${path}' is of type 'skill' and needs a repo_handle`);
  }
  if (content !== undefined && content !== "") {
    throw unprocessable(`files: '${path}' is of type 'skill', so its content must be empty`);
  }
  return commit_id === undefined ? { type: "skill", repo_handle } : { type: "skill", repo_handle, commit_id };
}

/** Refuses a path that is not relative or leaves the tree. `field` says in the error where the path was given. */
export function checkPath(path: string, field: string): void {
  const segments = path.split("/");
  if (path.startsWith("/")) {
    throw unprocessable(`${field}: '${path}' must be a relative path without a leading slash`);
  }
  if (segments.includes("..") || segments.includes(".")) {
    throw unprocessable(`${field}: '${path}' must not contain a '.' or '..' segment`);
  }
  if (segments.some((segment) => segment.trim() === "")) {
    throw unprocessable(`${field}: '${path}' must not be empty or contain an empty segment`);
  }
  // eslint-disable-next-line no-control-regex -- control characters are what this looks for
  if (/[\u0000-\u001f\u007f]/.test(path)) {
    throw unprocessable(`${field}: a path must not contain control characters`);
  }
}

/** Refuses names that cannot be a directory, and a second entry of the same name. */
export function checkSlugs(names: readonly (string | undefined)[], field: string): void {
  const seen = new Set<string>();
  for (const [index, name] of names.entries()) {
    const here = `${field}[${String(index)}].name`;
    if (name === undefined || name.trim() === "") {
      throw unprocessable(`${here}: must not be blank`);
    }
    if (!/^[A-Za-z0-9 _-]+$/.test(name)) {
      throw unprocessable(`${here}: may contain letters, numbers, spaces, underscores and hyphens only`);
    }
    if (seen.has(name)) {
      throw unprocessable(`${here}: '${name}' is used twice`);
    }
    seen.add(name);
  }
}

/** Refuses a tree that has both a file and a directory at the same path. */
export function checkNoFileIsDirectory(paths: Iterable<string>): void {
  const all = new Set(paths);
  for (const path of all) {
    for (let slash = path.indexOf("/"); slash !== -1; slash = path.indexOf("/", slash + 1)) {
      const parent = path.slice(0, slash);
      if (all.has(parent)) {
        throw unprocessable(`files: '${parent}' is a file, so '${path}' cannot be below it`);
      }
    }
  }
}
