/** The SQLite file: one writer, a write-ahead log, schema versions. */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync, type SQLInputValue, type SQLOutputValue } from "node:sqlite";
import { MIGRATIONS } from "./migrations";

const SQLITE_BUSY = 5;

/** A reason not to start that the user can remove. Its message is one sentence that says how. */
export class EmulatorStartError extends Error {
  override readonly name = "EmulatorStartError";
}

/** A row as SQLite returns it, by column. */
export type Row = Readonly<Record<string, SQLOutputValue>>;

export class EmulatorDatabase {
  readonly sql: DatabaseSync;

  /** Opens (and creates) `emulator.db` in a directory, or an empty database in memory. */
  constructor(dataDir: string | undefined) {
    if (dataDir === undefined) {
      this.sql = new DatabaseSync(":memory:");
    } else {
      this.sql = openFile(dataDir);
    }
    this.#migrate();
  }

  run(statement: string, values: readonly SQLInputValue[]): void {
    this.sql.prepare(statement).run(...values);
  }

  /** The first row that a query finds, as `read` understands it; undefined when there is none. */
  find<T>(query: string, values: readonly SQLInputValue[], read: (row: Row) => T): T | undefined {
    const row = this.sql.prepare(query).get(...values);
    return row === undefined ? undefined : read(row);
  }

  /** All rows that a query finds, as `read` understands them. */
  list<T>(query: string, values: readonly SQLInputValue[], read: (row: Row) => T): T[] {
    return this.sql
      .prepare(query)
      .all(...values)
      .map(read);
  }

  /** The number that a query finds, such as a count; 0 when it finds none. */
  number(query: string, values: readonly SQLInputValue[] = []): number {
    return this.find(query, values, (row) => Number(Object.values(row)[0])) ?? 0;
  }

  /** Runs `work` so that either all of its writes happen or none. */
  transaction<T>(work: () => T): T {
    this.sql.exec("BEGIN IMMEDIATE");
    try {
      const result = work();
      this.sql.exec("COMMIT");
      return result;
    } catch (error) {
      this.sql.exec("ROLLBACK");
      throw error;
    }
  }

  close(): void {
    this.sql.close();
  }

  #migrate(): void {
    const version = Number(this.sql.prepare("PRAGMA user_version").get()?.["user_version"] ?? 0);
    if (version > MIGRATIONS.length) {
      this.close();
      throw new EmulatorStartError(
        "The data directory was written by a newer version of the emulator; choose another.",
      );
    }
    this.transaction(() => {
      for (const migration of MIGRATIONS.slice(version)) {
        this.sql.exec(migration);
      }
      this.sql.exec(`PRAGMA user_version = ${String(MIGRATIONS.length)}`);
    });
  }
}

function openFile(dataDir: string): DatabaseSync {
  if (mkdirSync(dataDir, { recursive: true, mode: 0o700 }) !== undefined) {
    // A new directory may be inside a repository, and headers and the key to them must not be committed.
    writeFileSync(join(dataDir, ".gitignore"), "*\n");
  }
  const sql = new DatabaseSync(join(dataDir, "emulator.db"));
  try {
    // The operating system releases this lock with the process, even if it is killed, so no lock file goes stale.
    sql.exec("PRAGMA locking_mode = EXCLUSIVE");
    sql.exec("PRAGMA journal_mode = WAL");
    sql.exec("PRAGMA synchronous = NORMAL");
    sql.exec("BEGIN EXCLUSIVE; COMMIT");
    return sql;
  } catch (error) {
    sql.close();
    if (isBusy(error)) {
      throw new EmulatorStartError(
        `Another emulator is using the data directory ${dataDir}; stop it, or choose another directory.`,
      );
    }
    throw error;
  }
}

function isBusy(error: unknown): boolean {
  // Only the low byte, because SQLite says in the others what was busy.
  return (
    typeof error === "object" && error !== null && "errcode" in error && (Number(error.errcode) & 0xff) === SQLITE_BUSY
  );
}
