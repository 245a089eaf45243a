// @ts-check
/** The providers of `nothing.js`. They do nothing: what is left out, Pulumi answers for it, or the engine itself. */
const { randomUUID } = require("node:crypto");

/** @typedef {import("@pulumi/pulumi").dynamic.ResourceProvider} ResourceProvider */

/** @type {ResourceProvider} */
const plain = { create: (inputs) => Promise.resolve({ id: randomUUID(), outs: inputs }) };

const NOW = new Date().toISOString();

/** @type {ResourceProvider} */
const withOutputs = {
  create(inputs) {
    const outputs = { revision: "r".repeat(64), createdAt: NOW, updatedAt: NOW, ownerId: randomUUID() };
    return Promise.resolve({ id: randomUUID(), outs: { ...inputs, ...outputs } });
  },
};

module.exports = { plain, withOutputs };
