// @ts-check
/** The provider of `floor.js`. It does nothing: what it leaves out, Pulumi answers for it, or the engine itself. */
const { randomUUID } = require("node:crypto");

/** @type {import("@pulumi/pulumi").dynamic.ResourceProvider} */
const provider = { create: (inputs) => Promise.resolve({ id: randomUUID(), outs: inputs }) };

module.exports = { provider };
