/** Ends the command with one line where Node.js is too old, when it is imported. */
import { requireNode } from "../provider/helpers/node-version";

try {
  requireNode("pulumi-deepagents");
} catch (error) {
  process.stderr.write(`error: ${(error as Error).message}\n`);
  process.exit(1);
}
