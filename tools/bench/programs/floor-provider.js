// @ts-check
/** The providers of `nothing.js`. What is left out, Pulumi answers for it, or the engine itself. */
const { randomUUID } = require("node:crypto");

/** @typedef {import("@pulumi/pulumi").dynamic.ResourceProvider} ResourceProvider */
/** @typedef {Record<string, any>} Properties */

/** @type {ResourceProvider} */
const plain = {
  create: (inputs) => Promise.resolve({ id: randomUUID(), outs: inputs }),
  // Without it Pulumi's launcher leaves the resource no outputs.
  update: (_id, _olds, news) => Promise.resolve({ outs: news }),
};

const NOW = new Date().toISOString();

/**
 * @param {Properties} inputs
 * @returns {Properties} what an agent, an MCP server or the stack's identity has besides
 */
function outputsOf({ systemPrompt, url }) {
  if (systemPrompt) {
    return { revision: "r".repeat(64), createdAt: NOW, updatedAt: NOW, ownerId: randomUUID() };
  }
  return url ? { canInvoke: true, createdAt: NOW, updatedAt: NOW } : {};
}

/** @type {ResourceProvider} */
const withOutputs = {
  create: (inputs) => Promise.resolve({ id: randomUUID(), outs: { ...inputs, ...outputsOf(inputs) } }),
  update: (_id, _olds, news) => Promise.resolve({ outs: { ...news, ...outputsOf(news) } }),

  // Of a provider that has no such method Pulumi refreshes nothing: it gives the engine its own message back.
  read(id, props = {}) {
    const outputs = Object.keys(outputsOf(props));
    const inputs = Object.fromEntries(Object.entries(props).filter(([name]) => !outputs.includes(name)));
    return Promise.resolve({ id, props, inputs });
  },
};

/**
 * Sends what the provider sends as well, but for the two lists of a create, and does nothing else.
 *
 * @type {ResourceProvider}
 */
const overTheWire = {
  async create(inputs) {
    const { id, outs } = await withOutputs.create(inputs);
    const collection = collectionOf(inputs);
    return { id: collection === undefined ? id : (await send("POST", collection, payloadOf(inputs))).id, outs };
  },

  async read(id, props = {}) {
    const collection = collectionOf(props);
    if (collection !== undefined) {
      await send("GET", `${collection}/${id}`);
    }
    return /** @type {NonNullable<ResourceProvider["read"]>} */ (withOutputs.read)(id, props);
  },

  async delete(id, props) {
    const collection = collectionOf(props);
    if (collection !== undefined) {
      await send("DELETE", `${collection}/${id}`);
    }
  },
};

/** @param {Properties} props */
function collectionOf({ systemPrompt, url }) {
  if (systemPrompt) {
    return "agents";
  }
  return url ? "mcp-servers" : undefined;
}

/** @param {Properties} inputs */
function payloadOf({ name, url, headers, description, model, systemPrompt, tools }) {
  if (url) {
    return { name, url, headers: Object.entries(headers).map(([key, value]) => ({ key, value })) };
  }
  const approved = tools.filter((/** @type {Properties} */ tool) => tool["requireApproval"]);
  return {
    name,
    description,
    runtime: { model: { model_id: model } },
    system_prompt: systemPrompt,
    tools: {
      tools: tools.map((/** @type {Properties} */ tool) => ({
        name: tool["name"],
        mcp_server_url: tool["mcpServerUrl"],
      })),
      interrupt_config: Object.fromEntries(
        approved.map((/** @type {Properties} */ tool) => [`${tool["mcpServerUrl"]}::${tool["name"]}`, true]),
      ),
    },
  };
}

/** @type {import("undici").Agent | undefined} */
let pool;

/**
 * With the undici that the provider has, loaded with the first request as there.
 *
 * @param {import("undici").Dispatcher.HttpMethod} method
 * @param {string} at
 * @param {Properties} [body]
 * @returns {Promise<Properties>}
 */
async function send(method, at, body) {
  const { BENCH_CHECKOUT: checkout, BENCH_ENDPOINT: origin = "", BENCH_API_KEY: key = "" } = process.env;
  const { Agent } = /** @type {typeof import("undici")} */ (require(`${checkout}/dist/undici.js`));
  pool ??= new Agent({ connections: 16 });
  const response = await pool.request({
    origin,
    path: `/v1/deepagents/${at}`,
    method,
    headers: { "x-api-key": key, ...(body ? { "content-type": "application/json" } : {}) },
    body: body ? JSON.stringify(body) : null,
  });
  const text = await response.body.text();
  if (response.statusCode >= 400) {
    throw new Error(`${method} ${at}: ${response.statusCode} ${text}`);
  }
  return text === "" ? {} : /** @type {Properties} */ (JSON.parse(text));
}

module.exports = { plain, withOutputs, overTheWire };
