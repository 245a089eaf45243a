/** Files of earlier versions of the product: their settings would be lost, so they are refused. */
import type { Folder } from "./folder";

const MOVED: Readonly<Record<string, string>> = {
  "deepagents.toml":
    "is of an earlier version of deepagents: move name, description and model of its [agent] to agent.json, its " +
    "[sandbox] to agent.json as backend.sandbox_config, leave out [auth], [memories] and [frontend], then delete it",
  "mcp.json":
    "is of an earlier version of deepagents: declare each server in the program as new deepagents.McpServer(…), list " +
    "its tools in tools.json by mcp_server_url, then delete it",
};

export function refuseLegacyFiles(folder: Folder): void {
  for (const [file, reason] of Object.entries(MOVED)) {
    if (folder.isFile(file)) {
      folder.report(file, reason);
    }
  }
}
