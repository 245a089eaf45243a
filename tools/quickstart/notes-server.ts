import path from "node:path";
import { Failure } from "../bootstrap/messages.js";
import { nodeExecutable } from "../bootstrap/node-runtime.js";
import type { Paths } from "../bootstrap/paths.js";
import { startInBackground, stopInBackground } from "../bootstrap/processes.js";
import { interruptionSignal, throwIfInterrupted, untilInterrupted } from "../bootstrap/signals.js";
import { stackEnvironment, toolEnvironment } from "../environment.ts";
import type { StartedServer } from "./local-server.ts";
import { USUAL_PORTS, choosePort, listening, localPort } from "./ports.ts";
import { notesOf, quickstartStack } from "./stack.ts";

/** npm run notes-server: the MCP server of the quickstart's agent, where the agent expects it, until it is stopped. */
export async function notesServer(paths: Paths): Promise<number> {
  const { url, token } = notesOf(await quickstartStack(paths, stackEnvironment(paths)).config());
  const notes = await startNotesServer(paths, { port: localPort(url) ?? USUAL_PORTS.notes, token });
  console.log(`listening on ${notes.url}`);
  const exitCode = await Promise.race([notes.ended.then((end) => end.code ?? 1), untilInterrupted().then(() => 0)]);
  await notes.stop();
  return exitCode;
}

/**
 * The MCP server whose tools the quickstart's agent calls: the one that runs already, or a new one, on the port that was
 * deployed last where that is free.
 */
export async function useNotesServer(
  paths: Paths,
  { url, token }: { url: string | undefined; token: string },
): Promise<{ url: string; stop: () => Promise<void> }> {
  if (url !== undefined && (await takesToken(url, token))) {
    console.log(`Using the notes server that runs already: ${url}`);
    return { url, stop: () => Promise.resolve() };
  }
  const port = await choosePort(localPort(url), USUAL_PORTS.notes);
  const notes = await startNotesServer(paths, { port, token });
  console.log(`Notes server: ${notes.url} (MCP, with the tools of the agent)`);
  return notes;
}

/** Whether a notes server with this token listens there: it answers a GET with 405, and without the token with 401. */
export async function takesToken(url: string, token: string, request: typeof fetch = fetch): Promise<boolean> {
  // The token is for this machine only.
  if (localPort(url) === undefined) {
    return false;
  }
  const signal = AbortSignal.any([AbortSignal.timeout(2000), interruptionSignal()]);
  const response = await request(url, { headers: { Authorization: `Bearer ${token}` }, signal }).catch(() => {
    throwIfInterrupted();
    return undefined;
  });
  await response?.body?.cancel();
  return response?.status === 405;
}

/** Starts examples/notes-server and waits until it listens. */
async function startNotesServer(
  paths: Paths,
  { port, token }: { port: number; token: string },
): Promise<StartedServer & { readonly url: string }> {
  // Some Node releases that are new enough still call it experimental to run TypeScript.
  const args = [
    "--disable-warning=ExperimentalWarning",
    path.join(paths.root, "examples", "notes-server", "server.mts"),
  ];
  const program = startInBackground(nodeExecutable(paths), args, {
    cwd: paths.root,
    env: { ...toolEnvironment(paths), NOTES_TOKEN: token, PORT: String(port) },
  });
  const stop = () => stopInBackground(program);
  try {
    const url = await listening("The notes server", program.child.stdout, program.ended);
    if (url !== undefined) {
      return { url, ended: program.ended, stop };
    }
  } catch (error) {
    await stop();
    throw error;
  }
  throw new Failure(`The notes server did not start: it ${(await program.ended).reason}. Its message is above.`);
}
