// @ts-check
/**
 * As many dynamic resources, with inputs of the same sizes and the same dependencies, whose provider does nothing. They
 * are declared in the cheapest way there is, with a provider of one constant line (see provider/dynamic/shell.ts).
 */
const pulumi = require("@pulumi/pulumi");
const { agents, servers } = require("./shape.js");

class Nothing extends pulumi.CustomResource {
  /**
   * @param {string} name
   * @param {pulumi.Inputs} args
   * @param {"plain" | "withOutputs"} provider
   */
  constructor(name, args, provider) {
    const shell = `exports.handler = () => require("floor").${provider};`;
    super("pulumi-nodejs:dynamic/floor:Nothing", name, { ...args, name, __provider: shell });
  }
}

/**
 * @param {object} [shape]
 * @param {boolean} [shape.withOutputs] with what an agent has besides its inputs, too: four outputs, and an identity that
 *   is one for the whole stack
 */
function declareNothing({ withOutputs = false } = {}) {
  const provider = withOutputs ? "withOutputs" : "plain";
  const outputs = withOutputs
    ? { revision: undefined, createdAt: undefined, updatedAt: undefined, ownerId: undefined }
    : {};
  const mark = "o".repeat(60);
  const identity = withOutputs ? new Nothing("identity", {}, provider) : undefined;
  const more = () => ({ ...outputs, __owner: identity?.id.apply(() => mark) ?? mark });
  const declared = servers.map(({ name, args: { url, headers } }) => {
    const server = new Nothing(name, { url, headers: pulumi.secret(headers), ...more() }, provider);
    // As an output of the server, so that agents depend on it as they do on the other side.
    return server.urn.apply(() => url);
  });
  for (const { name, server, args, tools } of agents) {
    const calling = tools.map((tool) => ({ ...tool, mcpServerUrl: declared[server] }));
    new Nothing(name, { ...args, tools: calling, ...more() }, provider);
  }
}

module.exports = { declareNothing };
