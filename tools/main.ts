/** node tools/main.ts NAME ARGS…: the commands behind the npm scripts, once bootstrap/run.js has set up what they need. */
import { main } from "./bootstrap/main.js";
import { Failure } from "./bootstrap/messages.js";
import { type Paths, checkout } from "./bootstrap/paths.js";

/** Gives the exit code, 0 when nothing is given. */
type Command = (paths: Paths, args: readonly string[]) => Promise<number | void>;

/** Each is loaded when it is asked for. */
const COMMANDS: Readonly<Record<string, () => Promise<Command>>> = {
  start: async () => (await import("./quickstart/start.ts")).start,
  emulator: async () => (await import("./quickstart/local-server.ts")).emulator,
  "notes-server": async () => (await import("./quickstart/notes-server.ts")).notesServer,
  pulumi: async () => (await import("./quickstart/pulumi.ts")).pulumi,
  test: async () => (await import("./test.ts")).test,
  coverage: async () => (await import("./test.ts")).coverage,
  bench: async () => (await import("./bench/main.ts")).bench,
  schemas: async () => (await import("./schemas.ts")).schemas,
};

await main(async () => {
  const [name = "", ...args] = process.argv.slice(2);
  const load = COMMANDS[name];
  if (!load) {
    throw new Failure(`"${name}" is not a command: it is one of ${Object.keys(COMMANDS).join(", ")}.`);
  }
  const command = await load();
  return command(checkout, args);
});
