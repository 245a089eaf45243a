/** From an entry of a request's file map to an entry of the tree. */
import type { FileEntry } from "../../provider/schema/wire";
import { unprocessable } from "../errors";
import { textFile, type TreeEntry } from "./file-tree";

/** Checks the two rules of a `skill` entry: it names a repo, and it has no content of its own. */
export function toTreeEntry(path: string, entry: FileEntry): TreeEntry {
  if (entry.type !== "skill") return textFile(entry.content ?? "");
  const { repo_handle, commit_id, content } = entry;
  if (repo_handle === undefined || repo_handle.trim() === "") {
    throw unprocessable(`files: '${path}' is of type 'skill' and needs a repo_handle`);
  }
  if (content !== undefined && content !== "") {
    throw unprocessable(`files: '${path}' is of type 'skill', so its content must be empty`);
  }
  return commit_id === undefined ? { type: "skill", repo_handle } : { type: "skill", repo_handle, commit_id };
}
