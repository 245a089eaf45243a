/** `pulumi-deepagents payload`: the request that a project directory would become. */
import { Command } from "commander";

export function payloadCommand(): Command {
  return new Command("payload")
    .description("Print the request that would create the agent of a Deep Agents project directory. Sends nothing.")
    .argument("<dir>", "the directory that agent.json is in")
    .addHelpText(
      "after",
      `
The request is the body of POST /v1/deepagents/agents for agentFromDirectory(dir) without overrides, as JSON on standard
output; the provider adds its mark to extras. Problems of the directory are printed on standard error as
<file>:<line>: <reason>, and the exit code is 1.

Example:
  $ pulumi-deepagents payload ./agent | jq .skills`,
    )
    .action(async (dir: string, _options: unknown, command: Command) => {
      // Loaded here, because the other commands need neither parsers nor schemas.
      const { ProjectError, readProject } = await import("../provider/project/index.js");
      const { createRequest } = await import("../provider/resources/agent/requests.js");
      try {
        process.stdout.write(`${JSON.stringify(createRequest(readProject(dir)), null, 2)}\n`);
      } catch (error) {
        if (!(error instanceof ProjectError)) {
          throw error;
        }
        command.error(error.message, { exitCode: 1 });
      }
    });
}
