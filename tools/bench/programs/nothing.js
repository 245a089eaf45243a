// @ts-check
/**
 * As many dynamic resources, with inputs of the same sizes and the same dependencies, whose provider does nothing. They
 * are declared in the cheapest way there is, with a provider of one constant line (see provider/dynamic/shell.ts).
 */
const pulumi = require("@pulumi/pulumi");
const { agents, servers } = require("./shape.js");

/** @typedef {keyof typeof import("./floor-provider.js")} Provider */

class Nothing extends pulumi.CustomResource {
  /**
   * @param {string} name
   * @param {pulumi.Inputs} args
   * @param {Provider} provider
   */
  constructor(name, args, provider) {
    const shell = `exports.handler = () => require("floor").${provider};`;
    super("pulumi-nodejs:dynamic/floor:Nothing", name, { ...args, name, __provider: shell });
  }
}

const OUTPUTS = {
  agent: { revision: undefined, createdAt: undefined, updatedAt: undefined, ownerId: undefined },
  server: { canInvoke: undefined, createdAt: undefined, updatedAt: undefined },
};

/**
 * @param {Provider} provider all but `plain`: with what agents and MCP servers have besides their inputs, too: outputs, and
 *   an identity that is one for the whole stack
 */
function declareNothing(provider) {
  const alone = provider === "plain";
  const mark = "o".repeat(60);
  const identity = alone ? undefined : new Nothing("identity", {}, provider);
  /** @param {keyof typeof OUTPUTS} kind */
  const more = (kind) => ({ ...(alone ? {} : OUTPUTS[kind]), __owner: identity?.id.apply(() => mark) ?? mark });
  const declared = servers.map(({ name, args: { url, headers } }) => {
    const server = new Nothing(name, { url, headers: pulumi.secret(headers), ...more("server") }, provider);
    // As an output of the server, so that agents depend on it as they do on the other side.
    return server.urn.apply(() => url);
  });
  for (const { name, server, args, tools } of agents) {
    const calling = tools.map((tool) => ({ ...tool, mcpServerUrl: declared[server] }));
    new Nothing(name, { ...args, tools: calling, ...more("agent") }, provider);
  }
}

module.exports = { declareNothing };
