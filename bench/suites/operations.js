// @ts-check
const { SIDES, makeStacks, noFigures, runOnEach } = require("../lib/comparison.js");
const { megabytes, secondsText } = require("../lib/measurement.js");
const { median, ratios } = require("../lib/statistics.js");

/** @typedef {import("../lib/comparison.js").Figures} Figures */
/** @typedef {import("../lib/comparison.js").Side} Side */
/** @typedef {import("../lib/measurement.js").Measurement} Measurement */
/** @typedef {import("../lib/measurement.js").Goal} Goal */
/** @typedef {import("../lib/project.js").Project} Project */

/**
 * @typedef {object} Operation
 * @property {string} name
 * @property {(project: Project, agents: number) => ReturnType<Project["up"]>} run
 * @property {boolean} [overTheWire] whether it is also run by the floor that sends the requests and does nothing else
 * @property {Goal} [besideFloor]
 * @property {(agents: number) => Goal | undefined} [withLatency] beside the same without
 * @property {string} [counted] the requests that the goal is about; else all of them
 * @property {(agents: number) => Goal} [requests]
 */

/**
 * In this order: each works on what the one before left.
 *
 * @type {readonly Operation[]}
 */
const OPERATIONS = [
  {
    name: "create",
    run: (project, agents) => project.up({ agents }),
    overTheWire: true,
    besideFloor: { atMost: 1.15 },
    withLatency: (agents) => (agents >= 300 ? { atMost: 1.3 } : undefined),
  },
  {
    name: "unchanged up",
    run: (project, agents) => project.up({ agents }),
    besideFloor: { atMost: 1.05 },
    requests: () => ({ exactly: 0 }),
  },
  {
    name: "preview",
    run: (project, agents) => project.preview({ agents }),
    besideFloor: { atMost: 1.05 },
    requests: () => ({ exactly: 0 }),
  },
  {
    name: "refresh",
    run: (project, agents) => project.refresh({ agents }),
    overTheWire: true,
    besideFloor: { atMost: 1.25 },
    counted: "GET agents",
    requests: (agents) => ({ atMost: agents }),
  },
  {
    name: "change of one agent",
    run: (project, agents) => project.up({ agents, edited: true }),
    requests: () => ({ exactly: 1 }),
  },
  { name: "destroy", run: (project, agents) => project.destroy({ agents }), overTheWire: true },
];

/** @type {import("../lib/suite.js").Suite} */
const operations = {
  name: "operations",
  title: "Operations, beside the engine's floor",

  async run(context, progress) {
    const { sizes, latencyMs } = context.scale;
    const stacks = await makeStacks(context);
    /** @type {Required<Pick<import("../lib/suite.js").Result, "measurements" | "charts">>} */
    const { measurements, charts } = { measurements: [], charts: [] };
    for (const { agents, rounds } of sizes) {
      const compared = OPERATIONS.map((operation) => ({ operation, figures: noFigures() }));
      /** @type {Measurement[]} */
      let state = [];
      for (let round = 1; round <= rounds; round += 1) {
        for (const { operation, figures } of compared) {
          progress(`${agents} agents, round ${round} of ${rounds}, ${operation.name}`);
          const sides = SIDES.filter((side) => side !== "wire" || operation.overTheWire);
          await runOnEach(stacks, sides, (project) => operation.run(project, agents), figures);
          if (operation.name === "create") state = ofState(agents, stacks);
        }
      }
      measurements.push(
        ...compared.flatMap(({ operation, figures }) => ofOperation(operation, agents, figures)),
        ...state,
      );
      charts.push({
        title: `${agents} agents, ${Math.ceil(agents / 10)} MCP servers`,
        series: ["the engine alone", "… with the outputs", "with the provider", `… and ${latencyMs} ms of latency`],
        groups: compared.map(({ operation: { name }, figures: { floor, outputs, near, far } }) => ({
          name,
          seconds: [floor, outputs, near, far].map(({ milliseconds }) => median(milliseconds) / 1000),
        })),
      });
    }
    return { measurements, charts };
  },
};

/**
 * @param {Operation} operation
 * @param {number} agents
 * @param {Record<Side, Figures>} figures
 * @returns {Measurement[]}
 */
function ofOperation({ name, overTheWire, besideFloor, withLatency, counted, requests }, agents, figures) {
  const { floor, outputs, wire, near, far } = figures;
  const what = `${name}, ${agents} agents`;
  const overBareRequests = overTheWire
    ? [{ name: `${what}, beside a floor that sends requests`, ...beside(near, "that floor", wire, [kindsText(wire)]) }]
    : [];
  // The same in every round.
  const sent = near.requests[0] ?? {};
  const all = Object.values(sent).reduce((total, count) => total + count, 0);
  return [
    { name: what, ...beside(near, "floor", floor, memoryText(near, floor)), goal: besideFloor, figures },
    { name: `${what}, beside a floor with the outputs`, ...beside(near, "that floor", outputs) },
    ...overBareRequests,
    { name: `${what}, with latency`, ...beside(far, "without", near), goal: withLatency?.(agents) },
    {
      name: `${what}, requests`,
      value: counted === undefined ? all : (sent[counted] ?? 0),
      unit: "requests",
      detail: kindsText(near),
      goal: requests?.(agents),
    },
  ];
}

/**
 * @param {Figures} figures
 * @param {string} baseName
 * @param {Figures} base
 * @param {readonly string[]} [more]
 */
function beside(figures, baseName, base, more = []) {
  const all = ratios(figures.milliseconds, base.milliseconds);
  const [least, most] = [Math.min(...all), Math.max(...all)].map((value) => value.toFixed(2));
  const times = `${secondsText(median(figures.milliseconds))}, ${baseName} ${secondsText(median(base.milliseconds))}`;
  const detail = [`${least} to ${most}`, times, ...processorText(figures, base), ...more].join("; ");
  return { value: median(all), unit: /** @type {const} */ ("×"), detail };
}

/** @param {Figures} figures */
function kindsText({ requests: [sent = {}] }) {
  const kinds = Object.entries(sent).map(([kind, count]) => `${count} ${kind}`);
  return kinds.join(", ") || "none";
}

/**
 * @param {Figures} figures
 * @param {Figures} base
 */
function processorText(figures, base) {
  const known = (/** @type {(number | undefined)[]} */ times) => times.filter((time) => time !== undefined);
  const all = ratios(known(figures.processorMs), known(base.processorMs));
  return all.length === 0 ? [] : [`processor time ${median(all).toFixed(2)} ×`];
}

/**
 * @param {Figures} near
 * @param {Figures} floor
 */
function memoryText(near, floor) {
  const [ours, base] = [near, floor].map(({ providerBytes }) => providerBytes.filter((bytes) => bytes !== undefined));
  if (!ours?.length || !base?.length) return [];
  const most = (/** @type {number[]} */ values) => Math.round(megabytes(Math.max(...values)));
  return [`memory ${most(ours)} MB, floor ${most(base)} MB`];
}

/**
 * @param {number} agents
 * @param {Record<Side, import("../lib/comparison.js").Stack>} stacks
 * @returns {Measurement[]}
 */
function ofState(agents, { floor, outputs, near }) {
  const sizes = near.project.stateSizes();
  const bases = [floor, outputs].map(({ project }) => project.stateSizes());
  /** @param {"whole" | "ofAgent" | "ofServer"} part */
  const besideFloors = (part) => bases.map((base) => Math.round(base[part])).join(", with the outputs ");
  const whole = `the whole file ${sizes.whole}, floor ${besideFloors("whole")}`;
  return [
    {
      name: `state of an agent, ${agents} agents`,
      value: sizes.ofAgent,
      unit: "bytes",
      detail: `floor ${besideFloors("ofAgent")}; ${whole}`,
    },
    {
      name: `state of an MCP server, ${agents} agents`,
      value: sizes.ofServer,
      unit: "bytes",
      detail: `floor ${besideFloors("ofServer")}`,
    },
    // The goal is the design's.
    {
      name: `its __provider, in and out, ${agents} agents`,
      value: sizes.ofShell,
      unit: "bytes",
      goal: { atMost: 300 },
    },
  ];
}

module.exports = { operations };
