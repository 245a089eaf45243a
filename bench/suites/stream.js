// @ts-check
const { megabytes } = require("../lib/measurement.js");
const { runProbe } = require("../lib/probe.js");
const { median, ratios } = require("../lib/statistics.js");

/** @type {import("../lib/suite.js").Suite} */
const stream = {
  name: "stream",
  title: "Reader of server-sent events",

  async run({ paths, scale }, progress) {
    /** @type {Record<"bare" | "ours", Record<string, number>[]>} */
    const runs = { bare: [], ours: [] };
    for (let round = 1; round <= scale.streamRounds; round += 1) {
      progress(`${round} of ${scale.streamRounds}`);
      for (const reader of /** @type {const} */ (["bare", "ours"])) {
        runs[reader].push(await runProbe(paths, "stream.js", reader, String(scale.streamBytes)));
      }
    }
    const speeds = (/** @type {"bare" | "ours"} */ reader) => runs[reader].map((run) => run["bytesPerSecond"] ?? NaN);
    const size = `${megabytes(scale.streamBytes)} MB`;
    return {
      measurements: [
        {
          name: `speed on ${size}, beside a bare eventsource-parser loop`,
          value: median(ratios(speeds("ours"), speeds("bare"))),
          unit: "×",
          detail: `${speedText(speeds("ours"))}, bare ${speedText(speeds("bare"))}`,
          goal: { atLeast: 0.8 },
        },
        {
          name: `growth of memory on ${size}`,
          value: megabytes(Math.max(...runs.ours.map((run) => run["growth"] ?? NaN))),
          unit: "MB",
          detail: `bare ${Math.round(megabytes(Math.max(...runs.bare.map((run) => run["growth"] ?? NaN))))} MB`,
          goal: { below: 64 },
        },
      ],
    };
  },
};

/** @param {number[]} bytesPerSecond */
const speedText = (bytesPerSecond) => `${Math.round(megabytes(median(bytesPerSecond)))} MB/s`;

module.exports = { stream };
