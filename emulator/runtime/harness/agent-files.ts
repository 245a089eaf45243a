/** The agent's virtual file system: deployed files, the thread's own, and the memories that all threads share. */
import { posix } from "node:path";
import type { FileTree, SkillLink } from "../../agents/file-tree/file-tree";
import { renderFrontMatter } from "../../../provider/helpers/front-matter";
import { type CommandRunner, type FileBackend, type FileChange, type FileData, StateBackend } from "./deepagents";

/** Where an agent keeps the files that outlive a thread. */
export const MEMORIES = "/memories/";

/** The agent's file tree, which can change during a run, because other threads write memories, too. */
export interface AgentTree {
  read(): FileTree;
  /** Commits memories by relative path; null removes one. */
  write(changes: ReadonlyMap<string, string | null>): void;
}

type Files = Record<string, FileData>;

/** Whether a path that a model wrote is that of a memory, however it is spelled. */
export function isMemoryPath(path: unknown): boolean {
  if (typeof path !== "string") {
    return false;
  }
  const normal = posix.normalize(`/${path}`);
  return normal.startsWith(MEMORIES) || `${normal}/` === MEMORIES;
}

/**
 * Files of the thread hide deployed files with the same path. The harness's own backend for files in the state does the
 * work on the merged files; only the place of a change is decided here.
 */
export function createAgentFiles(state: unknown, tree: AgentTree): FileBackend {
  const threadFiles = (state as { files?: Files } | undefined)?.files ?? {};
  const view = (): FileBackend =>
    new StateBackend({ state: { files: { ...deployedFiles(tree.read()), ...threadFiles } } });

  /** Takes memories out of an update of the state, and commits them instead. */
  const route = (result: FileChange): FileChange => {
    const update = Object.entries(result.filesUpdate ?? {});
    const memories = update.filter(([path]) => isMemoryPath(path));
    if (memories.length === 0) {
      return result;
    }
    tree.write(new Map(memories.map(([path, file]) => [path.slice(1), file === null ? null : textOf(file)])));
    const others = update.filter(([path]) => !isMemoryPath(path));
    return { ...result, filesUpdate: Object.fromEntries(others) };
  };

  return {
    ls: (path) => view().ls(path),
    read: (path, offset, limit) => view().read(path, offset, limit),
    readRaw: (path) => view().readRaw(path),
    grep: (pattern, path, glob, maxCount) => view().grep(pattern, path, glob, maxCount),
    glob: (pattern, path) => view().glob(pattern, path),
    write: (path, content) => route(view().write(path, content)),
    edit: (path, oldText, newText, all) => route(view().edit(path, oldText, newText, all)),
    delete: (path) => {
      const deployed = [...tree.read().keys()].some((file) => !isMemoryPath(file) && isBelow(`/${file}`, path));
      if (deployed) {
        return { error: `Error: '${path}' is part of the deployed agent` };
      }
      return route(view().delete(path));
    },
  };
}

/** What an agent with a sandbox gets here: the tool `execute`, which says that it cannot execute anything. */
export const NO_SANDBOX: CommandRunner = {
  id: "emulator-without-sandbox",
  execute: (command) => ({
    output: `Error: nothing was executed. The emulator has no sandbox, so that it cannot run: ${command}`,
    exitCode: 126,
    truncated: false,
  }),
};

function deployedFiles(tree: FileTree): Files {
  const time = new Date(0).toISOString();
  return Object.fromEntries(
    [...tree].map(([path, entry]) => {
      const [at, content] = entry.type === "file" ? [path, entry.content] : unresolvedSkill(path, entry);
      return [`/${at}`, { content, mimeType: "text/plain", created_at: time, modified_at: time }];
    }),
  );
}

/** A file that says that the skill is missing, because the emulator does not have the skills of a workspace. */
function unresolvedSkill(path: string, { repo_handle: handle }: SkillLink): [path: string, content: string] {
  const description = `Not available: a link to the workspace's skill '${handle}', which the emulator does not have.`;
  const body = `${description} Say so instead of guessing. To try the skill here, give it to the agent inline.\n`;
  return [`${path}/SKILL.md`, renderFrontMatter({ name: posix.basename(path), description }, body)];
}

function textOf({ content }: FileData): string {
  if (Array.isArray(content)) {
    return content.join("\n");
  }
  return typeof content === "string" ? content : Buffer.from(content).toString("utf8");
}

function isBelow(file: string, path: string): boolean {
  const normal = posix.normalize(`/${path}`).replace(/\/$/, "");
  return file === normal || file.startsWith(`${normal}/`);
}
