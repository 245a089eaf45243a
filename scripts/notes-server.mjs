// @ts-check
// npm run notes-server: the MCP server of the quickstart's agent, where the agent expects it, until it is stopped.
import { stackEnvironment } from "./lib/environment.js";
import { main } from "./lib/main.js";
import { interruptionSignal } from "./lib/processes.js";
import { startNotesServer } from "./lib/quickstart/notes-server.js";
import { USUAL_PORTS, localPort } from "./lib/quickstart/port.js";
import { notesOf, quickstartStack } from "./lib/quickstart/stack.js";
import { checkout } from "./lib/root.js";
import { setUp } from "./lib/setup/set-up.js";

await main(async () => {
  await setUp(checkout);
  const { url, token } = notesOf(await quickstartStack(checkout, stackEnvironment(checkout)).config());
  const notes = await startNotesServer(checkout, { port: localPort(url) ?? USUAL_PORTS.notes, token });
  console.log(`listening on ${notes.url}`);
  const stopped = new Promise((resolve) => interruptionSignal().addEventListener("abort", () => resolve(0)));
  const exitCode = await Promise.race([notes.ended.then((end) => end.code ?? 1), stopped.then(() => 0)]);
  await notes.stop();
  return exitCode;
});
