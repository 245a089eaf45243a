/** Where coverage is asked for: the processes that tests start load what records it (tools/coverage). */
import { runInThisContext } from "node:vm";

const options = process.env.DEEPAGENTS_CHILD_OPTIONS;
if (options !== undefined) {
  // Tests have a copy of the environment; a process that is started without one of its own gets the original.
  const original = runInThisContext("process") as NodeJS.Process;
  original.env.NODE_OPTIONS = process.env.NODE_OPTIONS = options;
}
