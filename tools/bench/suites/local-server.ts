import { Failure } from "../../bootstrap/messages.js";
import { type Context, type Measurement, secondsText, type Suite } from "../measurement.ts";
import { median } from "../statistics.ts";
import { type LocalServer, runProbe, startLocalServer } from "../workspace.ts";

const AGENTS = 100;

export const localServer: Suite = {
  name: "local-server",
  title: "Local server",

  async run(context, progress) {
    const starts: number[] = [];
    for (let start = 1; start <= context.scale.starts; start += 1) {
      progress(`start ${String(start)} of ${String(context.scale.starts)}`);
      starts.push(await startToFirstAnswer(context));
    }
    const server = await startLocalServer(context.paths, context.workspace);
    for (let index = 0; index < AGENTS; index += 1) {
      await call(server, "POST", { name: `agent-${String(index)}`, system_prompt: "Be brief. ".repeat(50) });
    }
    const loads: Measurement[] = [];
    for (const method of ["GET", "PATCH"]) {
      progress(`${method} agent`);
      loads.push(await putUnderLoad(context, server, method));
    }
    return {
      measurements: [
        {
          name: "start to first answer",
          value: median(starts),
          unit: "ms",
          detail: `the slowest of ${String(starts.length)}: ${secondsText(Math.max(...starts))}`,
          goal: { below: 400 },
        },
        ...loads,
      ],
    };
  },
};

/** @returns milliseconds */
async function startToFirstAnswer({ paths, workspace }: Context): Promise<number> {
  const start = performance.now();
  const server = await startLocalServer(paths, workspace);
  await call(server, "GET");
  const took = performance.now() - start;
  await server.stop();
  return took;
}

async function putUnderLoad(
  { paths, scale }: Context,
  { url, apiKey }: LocalServer,
  method: string,
): Promise<Measurement> {
  const seconds = String(scale.loadSeconds);
  const { perSecond, p50, p99, failed } = await runProbe(paths, "load.js", url, apiKey, method, seconds);
  if (failed !== 0) {
    throw new Failure(`${method} agent failed ${String(failed)} times under load.`);
  }
  return {
    name: `${method} agent, 64 connections`,
    value: perSecond,
    unit: "requests/s",
    detail: `p50 ${String(p50)} ms, p99 ${String(p99)} ms`,
  };
}

async function call({ url, apiKey }: LocalServer, method: string, body?: unknown): Promise<void> {
  const headers = { "X-Api-Key": apiKey, "Content-Type": "application/json" };
  const response = await fetch(`${url}/v1/deepagents/agents`, {
    method,
    headers,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  if (!response.ok) {
    throw new Failure(`${method} /agents: ${String(response.status)} ${text}`);
  }
}
