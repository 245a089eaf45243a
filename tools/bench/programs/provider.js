// @ts-check
/** The side that is measured: the agents and MCP servers of `shape.js`. */
const { Agent, McpServer } = require("pulumi-deepagents");
const { agents, servers } = require("./shape.js");

const declared = servers.map(({ name, args }) => new McpServer(name, args));
for (const { name, server, args, tools } of agents) {
  const mcpServer = /** @type {McpServer} */ (declared[server]);
  new Agent(name, { ...args, tools: tools.map((tool) => ({ ...tool, mcpServer })) });
}
