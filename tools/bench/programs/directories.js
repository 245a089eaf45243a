// @ts-check
/** An agent for each project directory. */
const fs = require("node:fs");
const path = require("node:path");
const { Agent, agentFromDirectory } = require("pulumi-deepagents");

const folder = process.env["BENCH_DIRECTORIES"] ?? "";
for (const name of fs.readdirSync(folder)) {
  new Agent(name, agentFromDirectory(path.join(folder, name)));
}
