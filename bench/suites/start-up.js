// @ts-check
const { runProbe } = require("../lib/probe.js");
const { median } = require("../lib/statistics.js");

/** @type {import("../lib/suite.js").Suite} */
const startUp = {
  name: "start-up",
  title: "Start of a program",

  async run({ paths, scale }, progress) {
    const [alone, added] = [/** @type {number[]} */ ([]), /** @type {number[]} */ ([])];
    for (let start = 1; start <= scale.starts; start += 1) {
      progress(`${start} of ${scale.starts}`);
      const times = await runProbe(paths, "import.js");
      alone.push(times["pulumi"] ?? NaN);
      added.push(times["sdk"] ?? NaN);
    }
    return {
      measurements: [
        {
          name: "importing the SDK, beyond @pulumi/pulumi",
          value: median(added),
          unit: "ms",
          detail: `@pulumi/pulumi alone takes ${Math.round(median(alone))} ms`,
          goal: { atMost: 40 },
        },
      ],
    };
  },
};

module.exports = { startUp };
