// @ts-check
const { Failure } = require("../../tools/bootstrap/messages.js");
const { secondsText } = require("../lib/measurement.js");
const { runProbe } = require("../lib/probe.js");
const { startLocalServer } = require("../lib/server.js");
const { median } = require("../lib/statistics.js");

/** @typedef {import("../lib/suite.js").Context} Context */
/** @typedef {import("../lib/server.js").LocalServer} LocalServer */

const AGENTS = 100;

/** @type {import("../lib/suite.js").Suite} */
const localServer = {
  name: "local-server",
  title: "Local server",

  async run(context, progress) {
    const starts = [];
    for (let start = 1; start <= context.scale.starts; start += 1) {
      progress(`start ${start} of ${context.scale.starts}`);
      starts.push(await startToFirstAnswer(context));
    }
    const server = await startLocalServer(context.paths, context.workspace);
    for (let index = 0; index < AGENTS; index += 1) {
      await call(server, "POST", { name: `agent-${index}`, system_prompt: "Be brief. ".repeat(50) });
    }
    /** @type {import("../lib/measurement.js").Measurement[]} */
    const loads = [];
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
          detail: `the slowest of ${starts.length}: ${secondsText(Math.max(...starts))}`,
          goal: { below: 400 },
        },
        ...loads,
      ],
    };
  },
};

/**
 * @param {Context} context
 * @returns {Promise<number>} milliseconds
 */
async function startToFirstAnswer({ paths, workspace }) {
  const start = performance.now();
  const server = await startLocalServer(paths, workspace);
  await call(server, "GET");
  const took = performance.now() - start;
  await server.stop();
  return took;
}

/**
 * @param {Context} context
 * @param {LocalServer} server
 * @param {string} method
 * @returns {Promise<import("../lib/measurement.js").Measurement>}
 */
async function putUnderLoad({ paths, scale }, { url, apiKey }, method) {
  const { perSecond, p50, p99, failed } = await runProbe(
    paths,
    "load.js",
    url,
    apiKey,
    method,
    String(scale.loadSeconds),
  );
  if (failed !== 0) throw new Failure(`${method} agent failed ${failed} times under load.`);
  return {
    name: `${method} agent, 64 connections`,
    value: perSecond,
    unit: "requests/s",
    detail: `p50 ${p50} ms, p99 ${p99} ms`,
  };
}

/**
 * @param {LocalServer} server
 * @param {string} method
 * @param {unknown} [body]
 */
async function call({ url, apiKey }, method, body) {
  const headers = { "X-Api-Key": apiKey, "Content-Type": "application/json" };
  const response = await fetch(`${url}/v1/deepagents/agents`, {
    method,
    headers,
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  if (!response.ok) throw new Failure(`${method} /agents: ${response.status} ${text}`);
}

module.exports = { localServer };
