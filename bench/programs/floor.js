// @ts-check
/**
 * The engine's floor: as many dynamic resources, with inputs of the same sizes and the same dependencies, whose provider
 * does nothing. They are declared in the cheapest way there is, with a provider of one constant line
 * (see provider/dynamic/shell.ts).
 */
const pulumi = require("@pulumi/pulumi");
const { agents, servers } = require("./shape.js");

class Nothing extends pulumi.CustomResource {
  /**
   * @param {string} name
   * @param {pulumi.Inputs} args
   */
  constructor(name, args) {
    const given = { ...args, name, __owner: "o".repeat(60) };
    super("pulumi-nodejs:dynamic/floor:Nothing", name, {
      ...given,
      __provider: 'exports.handler = () => require("floor").provider;',
    });
  }
}

const declared = servers.map(({ name, args: { url, headers } }) => {
  const server = new Nothing(name, { url, headers: pulumi.secret(headers) });
  // As an output of the server, so that agents depend on it as they do on the other side.
  return server.urn.apply(() => url);
});
for (const { name, server, args, tools } of agents) {
  new Nothing(name, { ...args, tools: tools.map((tool) => ({ ...tool, mcpServerUrl: declared[server] })) });
}
