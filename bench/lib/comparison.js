// @ts-check
const { isDeepStrictEqual } = require("node:util");
const { Failure } = require("../../tools/bootstrap/messages.js");
const { Project } = require("./project.js");
const { startLocalServer } = require("./server.js");
const { shuffled } = require("./statistics.js");

/** @typedef {import("./suite.js").Context} Context */
/** @typedef {import("./server.js").LocalServer} LocalServer */
/** @typedef {Awaited<ReturnType<Project["up"]>>} Run */

/**
 * What is compared: the engine's floor, the same with what an agent has besides its inputs, that one when it sends the
 * requests of the operation and does nothing else, the provider, and the provider with a server that is far away.
 *
 * @typedef {"floor" | "outputs" | "wire" | "near" | "far"} Side
 * @typedef {{ project: Project, server: LocalServer }} Stack
 */

/**
 * What the runs of one operation took, round by round.
 *
 * @typedef {object} Figures
 * @property {number[]} milliseconds
 * @property {(number | undefined)[]} processorMs of the engine, the program and the provider; not of the server
 * @property {(number | undefined)[]} providerBytes the most memory that the provider's process had
 * @property {Record<string, number>[]} requests `{ "POST agents": 10 }`
 */

/** @type {readonly Side[]} */
const SIDES = ["floor", "outputs", "wire", "near", "far"];

/**
 * @param {Context} context
 * @returns {Promise<Record<Side, Stack>>}
 */
async function makeStacks({ paths, workspace, scale }) {
  const near = await startLocalServer(paths, workspace);
  const far = await startLocalServer(paths, workspace, { latencyMs: scale.latencyMs });
  const wire = await startLocalServer(paths, workspace);
  return {
    floor: { project: await Project.create(paths, workspace, "floor", near), server: near },
    outputs: { project: await Project.create(paths, workspace, "floor-with-outputs", near), server: near },
    wire: { project: await Project.create(paths, workspace, "floor-over-the-wire", wire), server: wire },
    near: { project: await Project.create(paths, workspace, "provider", near), server: near },
    far: { project: await Project.create(paths, workspace, "provider", far), server: far },
  };
}

/** @returns {Record<Side, Figures>} */
function noFigures() {
  const none = () => ({ milliseconds: [], processorMs: [], providerBytes: [], requests: [] });
  return { floor: none(), outputs: none(), wire: none(), near: none(), far: none() };
}

/**
 * Runs one operation on each side, one right after the other: what slows the machine for a while slows all of them. The
 * order is another one every time, so that no side always has the same neighbours.
 *
 * @param {Record<Side, Stack>} stacks
 * @param {readonly Side[]} sides
 * @param {(project: Project) => Promise<Run>} operation
 * @param {Record<Side, Figures>} figures gets what it took
 * @throws Failure when not every run sends the same requests, near and far
 */
async function runOnEach(stacks, sides, operation, figures) {
  for (const side of shuffled(sides)) {
    const { project, server } = stacks[side];
    await server.forgetRequests();
    const { milliseconds, processorMs, providerBytes } = await operation(project);
    figures[side].milliseconds.push(milliseconds);
    figures[side].processorMs.push(processorMs);
    figures[side].providerBytes.push(providerBytes);
    figures[side].requests.push(await server.requests());
  }
  const sent = [...figures.near.requests, ...figures.far.requests];
  const other = sent.find((requests) => !isDeepStrictEqual(requests, sent[0]));
  if (other) throw new Failure(`The same operation sent ${JSON.stringify(sent[0])} and ${JSON.stringify(other)}.`);
}

module.exports = { SIDES, makeStacks, noFigures, runOnEach };
