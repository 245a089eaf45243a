// @ts-check
const { parseArgs } = require("node:util");
const { Failure } = require("../../tools/bootstrap/messages.js");
const { full, quick, withRounds } = require("./scale.js");

/** @typedef {import("./scale.js").Scale} Scale */
/** @typedef {{ help: boolean, only: string[], out: string, scale: Scale }} Options */

/**
 * @param {readonly { name: string, title: string }[]} suites
 */
const helpText = (suites) => `npm run bench -- [options]

Measures the provider beside the engine's floor, and its other parts, on the real engine and a local server. Nothing of
it leaves this machine. Takes about ${FULL_MINUTES} minutes, and wants the machine for itself.

  --only NAME        measures only this; repeatable:
${suites.map(({ name, title }) => `                     ${name.padEnd(13)} ${title}`).join("\n")}
  --sizes N,N,…      how many agents (default ${full.sizes.map(({ agents }) => agents).join(",")})
  --rounds N         how often each operation runs (default ${full.sizes.map(({ rounds }) => rounds).join(", ")})
  --latency MS       what a server far away adds to each request (default ${full.latencyMs})
  --out FOLDER       where results.md, results.json and results.svg go (default .bench)
  --quick            everything as small as can be: shows that the benchmark works, its figures say nothing
  --help             this text`;

const FULL_MINUTES = 60;

/**
 * @param {string[]} args
 * @param {readonly { name: string }[]} suites
 * @returns {Options}
 * @throws Failure that says what to write instead
 */
function readOptions(args, suites) {
  const { only = [], quick: isQuick = false, ...values } = parse(args);
  const names = suites.map(({ name }) => name);
  const unknown = only.find((name) => !names.includes(name));
  if (unknown !== undefined) throw new Failure(`--only ${unknown}: it is one of ${names.join(", ")}.`);
  const base = isQuick ? quick : full;
  const sizes = values.sizes?.split(",").map((text) => withRounds(count("--sizes", text))) ?? base.sizes;
  const rounds = values.rounds !== undefined ? count("--rounds", values.rounds) : isQuick ? 1 : undefined;
  return {
    help: values.help ?? false,
    only,
    out: values.out ?? ".bench",
    scale: {
      ...base,
      sizes: rounds === undefined ? sizes : sizes.map((size) => ({ ...size, rounds })),
      latencyMs: values.latency === undefined ? base.latencyMs : count("--latency", values.latency),
    },
  };
}

/** @param {string[]} args */
function parse(args) {
  try {
    return parseArgs({
      args,
      options: {
        only: { type: "string", multiple: true },
        sizes: { type: "string" },
        rounds: { type: "string" },
        latency: { type: "string" },
        out: { type: "string" },
        quick: { type: "boolean" },
        help: { type: "boolean" },
      },
    }).values;
  } catch (error) {
    throw new Failure(`${/** @type {Error} */ (error).message}\nnpm run bench -- --help says what there is.`);
  }
}

/**
 * @param {string} option
 * @param {string} text
 */
function count(option, text) {
  if (!/^[1-9]\d{0,5}$/.test(text.trim())) throw new Failure(`${option} ${text}: write whole numbers from 1.`);
  return Number(text);
}

module.exports = { helpText, readOptions };
