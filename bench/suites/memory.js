// @ts-check
const { megabytes, secondsText } = require("../lib/measurement.js");
const { Project } = require("../lib/project.js");
const { startLocalServer } = require("../lib/server.js");

/** @type {import("../lib/suite.js").Suite} */
const memory = {
  name: "memory",
  title: "Memory of the provider's process",

  async run({ paths, workspace, scale: { manyAgents: agents } }, progress) {
    const server = await startLocalServer(paths, workspace);
    const project = await Project.create(paths, workspace, "provider", server);
    const measurements = [];
    for (const [name, run] of /** @type {const} */ ([
      ["create", () => project.up({ agents })],
      ["unchanged up", () => project.up({ agents })],
      ["refresh", () => project.refresh({ agents })],
    ])) {
      progress(`${agents} agents, ${name}`);
      const { milliseconds, providerBytes } = await run();
      measurements.push({
        name: `peak during ${name}, ${agents} agents`,
        value: providerBytes === undefined ? undefined : megabytes(providerBytes),
        unit: /** @type {const} */ ("MB"),
        detail: providerBytes === undefined ? "only Linux says" : `it took ${secondsText(milliseconds)}`,
        goal: { below: 250 },
      });
    }
    return { measurements };
  },
};

module.exports = { memory };
