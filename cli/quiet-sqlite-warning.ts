/** Keeps one warning of Node off the terminal. */

/**
 * Some Node releases warn, whenever `node:sqlite` is loaded, that it is experimental. That says nothing to a user of the
 * emulator, whose start should print one line. Every other warning still appears.
 */
export function quietSqliteWarning(): void {
  const emitWarning = process.emitWarning.bind(process) as (...args: unknown[]) => void;
  process.emitWarning = (...args: unknown[]): void => {
    const [warning] = args;
    const text = warning instanceof Error ? warning.message : String(warning);
    if (!text.startsWith("SQLite is an experimental feature")) emitWarning(...args);
  };
}
