/** The files of a project directory, and everything that is wrong with them. */
import { existsSync, lstatSync, readdirSync, readFileSync, type Stats } from "node:fs";
import { join, posix } from "node:path";
import { type PathStep, propertyPath } from "../helpers/property-path";
import { MAX_BYTES, MAX_ITEMS, tooManyBytes } from "../inputs/limits";

/** One thing wrong with a project directory. */
export interface Problem {
  /** The file or directory, relative to the project. */
  readonly file: string;
  /** Counted from 1. Absent if the problem is about the whole file. */
  readonly line?: number | undefined;
  /** What is wrong, and what to write instead. */
  readonly reason: string;
}

/** A project directory is invalid. The message has a line `<file>:<line>: <reason>` for each problem. */
export class ProjectError extends Error {
  override readonly name = "ProjectError";

  readonly problems: readonly Problem[];

  constructor(problems: readonly Problem[]) {
    super(
      problems
        .map(({ file, line, reason }) => `${file}${line === undefined ? "" : `:${String(line)}`}: ${reason}`)
        .join("\n"),
    );
    this.problems = problems;
  }
}

/** Where a part of the agent was found. */
export interface Place {
  readonly file: string;
  readonly line?: number | undefined;
  /** Its name in the file. */
  readonly name?: string | undefined;
}

/** Leads from the agent's properties back to the files, so that a problem can name its file and line. */
export class Places {
  readonly #known = new Map<string, Place>();

  add(property: readonly PathStep[], place: Place): void {
    this.#known.set(propertyPath(property), place);
  }

  /** The place of a property, or of the closest property around it that has one. */
  of(property: string): Place | undefined {
    const around = [...this.#known.keys()].filter(
      (known) => property.startsWith(known) && /^$|^[.[]/.test(property.slice(known.length)),
    );
    const closest = around.sort((a, b) => b.length - a.length)[0];
    return closest === undefined ? undefined : this.#known.get(closest);
  }
}

/** Keeps a byte order mark, because a prompt's text is passed on unchanged. */
const UTF8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/**
 * Reads the files of a project, and nothing outside its directory: it refuses every symbolic link. Paths are relative to
 * the folder and use `/`. Hidden files and directories are ignored.
 */
export class Folder {
  /** What was wrong so far. Reading continues, so that one run reports everything. */
  readonly problems: Problem[] = [];
  readonly #root: string;

  constructor(root: string) {
    this.#root = root;
  }

  /** A path in messages: as the caller would open it. */
  shown(path: string): string {
    return join(this.#root, path);
  }

  report(path: string, reason: string, line?: number): void {
    this.problems.push({ file: this.shown(path), line, reason });
  }

  isFile(path: string): boolean {
    return this.#look(path)?.isFile() === true;
  }

  /** Whether the project has a file by its name; reports one whose name differs in case only, which nothing would read. */
  has(path: string): boolean {
    const name = posix.basename(path);
    const folder = this.shown(posix.dirname(path));
    const names = existsSync(folder) ? (this.#attempt(path, () => readdirSync(folder)) ?? []) : [];
    const other = names.includes(name) ? undefined : names.find((one) => one.toLowerCase() === name.toLowerCase());
    if (other !== undefined) {
      this.report(posix.join(posix.dirname(path), other), `must be called ${name}, in this case: rename it`);
    }
    return other === undefined && this.isFile(path);
  }

  /** The directories directly below `path`, sorted; none if there is no such directory. */
  directoriesIn(path: string): string[] {
    return this.#entriesOf(path).filter((name) => this.#look(`${path}/${name}`)?.isDirectory() === true);
  }

  /** The files at any depth below `path`, relative to it, sorted. */
  filesBelow(path: string): string[] {
    const files: string[] = [];
    const directories = [path];
    // The list grows while the loop goes through it.
    for (const directory of directories) {
      for (const entry of this.#entriesOf(directory).map((name) => `${directory}/${name}`)) {
        const stats = this.#look(entry);
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

  /** The text of a required file; `undefined` if it cannot be read, which is reported. */
  requiredText(path: string, what: string): string | undefined {
    const before = this.problems.length;
    if (!this.has(path)) {
      if (this.problems.length === before) {
        this.report(path, `is missing: ${what}`);
      }
      return undefined;
    }
    return this.text(path);
  }

  /** The text of an existing file, with `\n` at the end of each line, as the product's command line reads it. */
  text(path: string): string | undefined {
    const tooLarge = tooManyBytes(this.#look(path)?.size ?? 0, MAX_BYTES.text);
    if (tooLarge !== undefined) {
      this.report(path, tooLarge);
      return undefined;
    }
    const bytes = this.#attempt(path, () => readFileSync(this.shown(path)));
    const text = bytes && decoded(bytes);
    if (bytes && text === undefined) {
      this.report(
        path,
        "is not UTF-8 text: an agent's files are texts, so convert it, move it elsewhere, or hide it with a dot before " +
          "its name",
      );
    }
    return text?.replace(/\r\n?/g, "\n");
  }

  /** The names in a directory, sorted by code unit, which is the same on every machine. */
  #entriesOf(path: string): string[] {
    if (this.#look(path)?.isDirectory() !== true) {
      return [];
    }
    const names = this.#attempt(path, () => readdirSync(this.shown(path))) ?? [];
    return names.filter((name) => !name.startsWith(".")).sort();
  }

  /** What is at a path, if anything. */
  #look(path: string): Stats | undefined {
    const stats = this.#attempt(path, () => lstatSync(this.shown(path), { throwIfNoEntry: false }));
    if (stats?.isSymbolicLink() !== true) {
      return stats;
    }
    // A link is looked at more than once, but reported once.
    if (!this.problems.some(({ file, reason }) => file === this.shown(path) && reason === LINK)) {
      this.report(path, LINK);
    }
    return undefined;
  }

  #attempt<T>(path: string, read: () => T): T | undefined {
    try {
      return read();
    } catch (error) {
      this.report(path, `cannot be read: ${(error as NodeJS.ErrnoException).code ?? String(error)}`);
      return undefined;
    }
  }
}

const LINK = "is a symbolic link, which could lead out of the project: put the file itself here";

/** The text in `bytes`, if it is one. A byte 0 is valid UTF-8, but texts do not contain it. */
function decoded(bytes: Buffer): string | undefined {
  try {
    return bytes.includes(0) ? undefined : UTF8.decode(bytes);
  } catch {
    return undefined;
  }
}
