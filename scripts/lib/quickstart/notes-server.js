// @ts-check
const path = require("node:path");
const { toolEnvironment } = require("../environment.js");
const { Failure } = require("../failure.js");
const { interruptionSignal, startInBackground, stopInBackground, throwIfInterrupted } = require("../processes.js");
const { nodeExecutable } = require("../setup/node-runtime.js");
const { listening } = require("./listening.js");
const { USUAL_PORTS, choosePort, localPort } = require("./port.js");

/** @typedef {import("../paths.js").Paths} Paths */

/**
 * The MCP server whose tools the quickstart's agent calls: the one that runs already, or a new one, on the port that was
 * deployed last where that is free.
 *
 * @param {Paths} paths
 * @param {{ url: string | undefined, token: string }} deployed
 * @returns {Promise<{ url: string, stop: () => Promise<void> }>}
 */
async function useNotesServer(paths, { url, token }) {
  if (url !== undefined && (await takesToken(url, token))) {
    console.log(`Using the notes server that runs already: ${url}`);
    return { url, stop: () => Promise.resolve() };
  }
  const port = await choosePort(localPort(url), USUAL_PORTS.notes);
  const notes = await startNotesServer(paths, { port, token });
  console.log(`Notes server: ${notes.url} (MCP, with the tools of the agent)`);
  return notes;
}

/**
 * Whether a notes server with this token listens there: it answers a GET with 405, and without the token with 401.
 *
 * @param {string} url
 * @param {string} token
 * @param {typeof fetch} [request]
 */
async function takesToken(url, token, request = fetch) {
  // The token is for this machine only.
  if (localPort(url) === undefined) return false;
  const signal = AbortSignal.any([AbortSignal.timeout(2000), interruptionSignal()]);
  const response = await request(url, { headers: { Authorization: `Bearer ${token}` }, signal }).catch(() => {
    throwIfInterrupted();
    return undefined;
  });
  await response?.body?.cancel();
  return response?.status === 405;
}

/**
 * Starts examples/notes-server and waits until it listens.
 *
 * @param {Paths} paths
 * @param {{ port: number, token: string }} options
 */
async function startNotesServer(paths, { port, token }) {
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
    const stdout = /** @type {import("node:stream").Readable} */ (program.child.stdout);
    const url = await listening("The notes server", stdout, program.ended);
    if (url !== undefined) return { url, ended: program.ended, stop };
  } catch (error) {
    await stop();
    throw error;
  }
  throw new Failure(`The notes server did not start: it ${(await program.ended).reason}. Its message is above.`);
}

module.exports = { useNotesServer, takesToken, startNotesServer };
