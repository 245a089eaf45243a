import { lstatSync, readdirSync, readFileSync, type Stats } from "node:fs";
import { join } from "node:path";
import { propertyPath, type PathStep } from "../helpers/property-path";
import { MAX_BYTES, MAX_ITEMS, tooManyBytes } from "../inputs/limits";

/** One thing wrong with a project directory. */
export interface Problem {
  /** The file or directory, relative to the project. */
  readonly file: string;
  /** Counted from 1; absent where the whole file is meant. */
  readonly line?: number | undefined;
  /** What is wrong, and what to write instead. */
  readonly reason: string;
}

/** A project directory that no agent can be made of. The message has a line `<file>:<line>: <reason>` for each problem. */
export class ProjectError extends Error {
  override readonly name = "ProjectError";

  constructor(readonly problems: readonly Problem[]) {
    super(
      problems
        .map(({ file, line, reason }) => `${file}${line === undefined ? "" : `:${String(line)}`}: ${reason}`)
        .join("\n"),
    );
  }
}

/** Where a part of the agent was read. */
export interface Place {
  readonly file: string;
  readonly line?: number | undefined;
  /** What the file calls it. */
  readonly name?: string | undefined;
}

/** From the agent's properties back to the files: whatever is found wrong with one names its file and line. */
export class Places {
  private readonly known = new Map<string, Place>();

  add(property: readonly PathStep[], place: Place): void {
    this.known.set(propertyPath(property), place);
  }

  /** The place of a property, or of the closest one around it that has a place. */
  of(property: string): Place | undefined {
    const around = [...this.known.keys()].filter(
      (known) => property.startsWith(known) && /^$|^[.[]/.test(property.slice(known.length)),
    );
    const closest = around.sort((a, b) => b.length - a.length)[0];
    return closest === undefined ? undefined : this.known.get(closest);
  }
}

// Reads the files of a project. Nothing outside its directory is ever read: a symbolic link is refused, wherever it is.

/** Keeps a byte order mark: the text of a prompt is passed on as it is. */
const UTF8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** Paths are relative to the folder, with `/` between their parts. Hidden files and directories are not there. */
export class Folder {
  /** What was wrong so far: reading goes on, so that one run names everything. */
  readonly problems: Problem[] = [];

  constructor(private readonly root: string) {}

  /** A path as messages show it: as the caller would open it. */
  shown(path: string): string {
    return join(this.root, path);
  }

  report(path: string, reason: string, line?: number): void {
    this.problems.push({ file: this.shown(path), line, reason });
  }

  isFile(path: string): boolean {
    return this.look(path)?.isFile() === true;
  }

  /** The directories directly below `path`, sorted; none where there is no such directory. */
  directoriesIn(path: string): string[] {
    return this.entriesOf(path).filter((name) => this.look(`${path}/${name}`)?.isDirectory() === true);
  }

  /** The files at any depth below `path`, relative to it, sorted. */
  filesBelow(path: string): string[] {
    const files: string[] = [];
    const directories = [path];
    // Grows while it is gone through.
    for (const directory of directories) {
      for (const entry of this.entriesOf(directory).map((name) => `${directory}/${name}`)) {
        const stats = this.look(entry);
        if (stats?.isDirectory() === true) {
          directories.push(entry);
        } else if (stats?.isFile() === true) {
          files.push(entry.slice(path.length + 1));
        }
      }
      if (files.length > MAX_ITEMS.files) {
        this.report(
          path,
          `has more than ${String(MAX_ITEMS.files)} files: move what the agent does not need elsewhere`,
        );
        return [];
      }
    }
    return files.sort();
  }

  /** The text of a file that has to be there; `undefined` when it cannot be had, which is reported. */
  requiredText(path: string, what: string): string | undefined {
    const before = this.problems.length;
    if (!this.isFile(path)) {
      if (this.problems.length === before) {
        this.report(path, `is missing: ${what}`);
      }
      return undefined;
    }
    return this.text(path);
  }

  /** The text of a file that is there, with `\n` at the end of each line, as the product's command line reads it. */
  text(path: string): string | undefined {
    const tooLarge = tooManyBytes(this.look(path)?.size ?? 0, MAX_BYTES.text);
    if (tooLarge !== undefined) {
      this.report(path, tooLarge);
      return undefined;
    }
    const bytes = this.attempt(path, () => readFileSync(this.shown(path)));
    const text = bytes && decoded(bytes);
    if (bytes && text === undefined) {
      this.report(
        path,
        "is not a text in UTF-8: an agent's files are texts, so convert it, move it elsewhere, or hide it with a dot " +
          "before its name",
      );
    }
    return text?.replace(/\r\n?/g, "\n");
  }

  /** Sorted by code unit, which is the same on every machine. */
  private entriesOf(path: string): string[] {
    if (this.look(path)?.isDirectory() !== true) {
      return [];
    }
    const names = this.attempt(path, () => readdirSync(this.shown(path))) ?? [];
    return names.filter((name) => !name.startsWith(".")).sort();
  }

  /** What is at a path, if anything. */
  private look(path: string): Stats | undefined {
    const stats = this.attempt(path, () => lstatSync(this.shown(path), { throwIfNoEntry: false }));
    if (stats?.isSymbolicLink() !== true) {
      return stats;
    }
    // Looked at more than once, and reported once.
    if (!this.problems.some(({ file, reason }) => file === this.shown(path) && reason === LINK)) {
      this.report(path, LINK);
    }
    return undefined;
  }

  private attempt<T>(path: string, read: () => T): T | undefined {
    try {
      return read();
    } catch (error) {
      this.report(path, `cannot be read: ${(error as NodeJS.ErrnoException).code ?? String(error)}`);
      return undefined;
    }
  }
}

const LINK = "is a symbolic link, which could lead out of the project: put the file itself here";

/** `undefined` for what is no text: a byte 0 is valid UTF-8, but no text has one. */
function decoded(bytes: Buffer): string | undefined {
  try {
    return bytes.includes(0) ? undefined : UTF8.decode(bytes);
  } catch {
    return undefined;
  }
}
