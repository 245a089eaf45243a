/** An agent's file tree: what the service keeps in the Context Hub, one commit after the other. */
import type { FileEntry } from "../../provider/schema/wire";

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

/** The text at a path; undefined when nothing or a link is there. */
export function readText(tree: FileTree, path: string): string | undefined {
  const entry = tree.get(path);
  return entry?.type === "file" ? entry.content : undefined;
}

/** The tree as the API shows it: a map from path to entry. */
export function toFileMap(tree: FileTree): Record<string, FileEntry> {
  return Object.fromEntries(tree);
}

/** Sorted by path, so that equal trees are equal texts and every answer lists files in the same order. */
export function serializeTree(tree: FileTree): string {
  return JSON.stringify([...tree].sort(([a], [b]) => (a < b ? -1 : 1)));
}

export function deserializeTree(text: string): FileTree {
  return new Map(JSON.parse(text) as [string, TreeEntry][]);
}
