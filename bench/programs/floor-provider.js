// @ts-check
/** The providers of `nothing.js`. They do nothing: what is left out, Pulumi answers for it, or the engine itself. */
const { randomUUID } = require("node:crypto");

/** @typedef {import("@pulumi/pulumi").dynamic.ResourceProvider} ResourceProvider */

/** @type {ResourceProvider} */
const plain = { create: (inputs) => Promise.resolve({ id: randomUUID(), outs: inputs }) };

const NOW = new Date().toISOString();
const outputs = () => ({ revision: "r".repeat(64), createdAt: NOW, updatedAt: NOW, ownerId: randomUUID() });
const OUTPUTS = Object.keys(outputs());

/** @type {ResourceProvider} */
const withOutputs = {
  create: (inputs) => Promise.resolve({ id: randomUUID(), outs: { ...inputs, ...outputs() } }),

  // Of a provider that has no such method Pulumi refreshes nothing: it gives the engine its own message back.
  read(id, props = {}) {
    const inputs = Object.fromEntries(Object.entries(props).filter(([name]) => !OUTPUTS.includes(name)));
    return Promise.resolve({ id, props, inputs });
  },
};

module.exports = { plain, withOutputs };
