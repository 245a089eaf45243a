import { explain } from "../bootstrap/main.js";
import { Failure, elapsed } from "../bootstrap/messages.js";
import type { Paths } from "../bootstrap/paths.js";
import { throwIfInterrupted } from "../bootstrap/signals.js";
import { stackEnvironment } from "../environment.ts";
import { talk } from "./conversation.ts";
import { demoKey, findRunning, requireKey, startServer } from "./local-server.ts";
import { useNotesServer } from "./notes-server.ts";
import { USUAL_PORTS, choosePort, deployedPort } from "./ports.ts";
import { type Deployed, deploymentMark, notesOf, providerConfig, quickstartStack } from "./stack.ts";

/** npm start: a local server and an MCP server, the quickstart deployed to them, and a conversation with it. */
export async function start(paths: Paths): Promise<void> {
  const began = performance.now();
  const apiKey = demoKey(paths);
  const env = stackEnvironment(paths);
  const stack = quickstartStack(paths, env);
  const stops: (() => Promise<void>)[] = [];
  try {
    const server = await useServer(paths, apiKey);
    stops.push(server.stop);
    const { made, config } = await stack.open();
    const { url, token } = notesOf(config);
    const notes = await useNotesServer(paths, { url, token });
    stops.push(notes.stop);
    const settings = { endpoint: server.url, apiKey, mcpUrl: notes.url, mcpToken: token };
    await stack.configure(config, settings);
    const mark = deploymentMark(paths);
    const { refresh, orphans } = mark.compare({ stackIsNew: made });
    if (refresh) {
      console.log("The local server's data may be other than at the last deployment: looking first.");
    }
    const exitCode = await stack.up({ refresh });
    if (exitCode !== 0) {
      throw new Failure(failed(orphans), { exitCode });
    }
    mark.set();
    const { outputs, changed } = await stack.result();
    console.log(deployed(outputs, { changed, took: elapsed(performance.now() - began) }));
    await talkTo(outputs["agentId"], (agentId) => talk(paths, agentId, providerConfig(config, settings), env));
    console.log(nextSteps({ scripted: server.started }));
  } finally {
    for (const stop of stops) {
      await stop();
    }
  }
}

/** started: by us. */
async function useServer(
  paths: Paths,
  apiKey: string,
): Promise<{ url: string; started: boolean; stop: () => Promise<void> }> {
  const running = await findRunning(paths);
  if (running !== undefined && (await requireKey(running, apiKey))) {
    console.log(`Using the local server that runs already: ${running}`);
    return { url: running, started: false, stop: () => Promise.resolve() };
  }
  const port = await choosePort(deployedPort(paths), USUAL_PORTS.emulator);
  const args = ["--port", String(port), "--data", paths.emulatorData, "--api-key", apiKey, "--quiet"];
  const { url, ended, stop } = await startServer(paths, args);
  if (url === undefined) {
    throw new Failure(`The local server did not start: it ${(await ended).reason}. Its message is above.`);
  }
  console.log(`Local server: ${url}${port === 0 ? " (the usual port is in use by another program)" : ""}`);
  return { url, started: true, stop };
}

async function talkTo(agentId: unknown, conversation: (agentId: string) => Promise<void>): Promise<void> {
  if (typeof agentId !== "string") {
    console.log("No conversation: the program has no output agentId that says with whom.");
    return;
  }
  console.log("A conversation with the agent, on a test thread that is deleted afterwards:\n");
  try {
    await conversation(agentId);
  } catch (error) {
    throwIfInterrupted();
    explain(error);
    throw new Failure(
      "The agent is deployed, but the conversation with it failed; the reason is above. Put it right and run npm start again.",
    );
  }
}

function failed(orphans: boolean): string {
  if (!orphans) {
    return "The deployment failed; the reason is above. Put it right and run npm start again.";
  }
  return (
    "The deployment failed; the reason is above. The local server still has what was deployed from a state that is\n" +
    "gone from .local/state. To begin anew, delete all of .local, then run npm start again."
  );
}

/** What is printed of a deployment. */
export function deployed(outputs: Deployed["outputs"], { took, changed }: { took: string; changed: boolean }): string {
  const rows = [
    ["agent id", "agentId"],
    ["revision", "revision"],
    ["MCP server id", "mcpServerId"],
  ] as const;
  return [
    "",
    changed ? `Deployed in ${took}:` : `Unchanged (${took}):`,
    ...rows.map(([label, name]) => `  ${label.padEnd(15)}${show(outputs[name])}`),
    "",
  ].join("\n");
}

function show(value: unknown): string {
  return typeof value === "string" || typeof value === "number" ? String(value) : "(not an output of the program)";
}

/** What is printed in the end. scripted: the agent's model was. */
export function nextSteps({ scripted }: { scripted: boolean }): string {
  const model =
    "Its model is scripted and needs no account. docs/emulator.md says how to use a real one (--models live).";
  return [
    ...(scripted ? [model] : []),
    "",
    "What to try next:",
    "  edit the prompt in examples/quickstart/index.ts, then     npm start",
    "  run the local server, with what was deployed:             npm run emulator",
    "",
    "While npm run emulator runs, in another terminal:",
    "  give the agent its tools again:                           npm run notes-server",
    "  see what a deployment would change:                       npm run pulumi -- preview --diff",
    "  take everything down again:                               npm run pulumi -- destroy",
    "",
  ].join("\n");
}
