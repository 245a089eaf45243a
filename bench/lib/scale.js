// @ts-check

/**
 * How much is measured. `full` is for figures; `quick` only shows that every measurement works.
 *
 * @typedef {typeof full} Scale
 */
const full = {
  /** How many agents, each time with a tenth of that in MCP servers, and how often each operation is measured. */
  sizes: [10, 100, 300].map(withRounds),
  /** How often the reader of events is measured. */
  streamRounds: 3,
  /** What a server far away adds to each request. */
  latencyMs: 50,
  /** How many agents the provider's memory is measured with. */
  manyAgents: 1000,
  /** How many processes are started for a figure about starting. */
  starts: 15,
  /** How often a program is type-checked. */
  typeChecks: 5,
  streamBytes: 200_000_000,
  loadSeconds: 10,
  /** How many project directories the product's own tool deploys. */
  directories: 30,
};

/** @type {Scale} */
const quick = {
  ...full,
  sizes: [{ agents: 2, rounds: 1 }],
  streamRounds: 1,
  manyAgents: 2,
  starts: 1,
  typeChecks: 1,
  streamBytes: 1_000_000,
  loadSeconds: 1,
  directories: 1,
};

/**
 * The fewer agents the more rounds: what else the machine does weighs more on a short command.
 *
 * @param {number} agents
 */
function withRounds(agents) {
  return { agents, rounds: agents <= 10 ? 5 : agents <= 100 ? 4 : 3 };
}

module.exports = { full, quick, withRounds };
