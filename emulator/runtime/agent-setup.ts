/** Prepares an agent, as it is deployed now, for the harness. */
import type { McpToolCache } from "../mcp-servers/tool-cache";
import { textFile } from "../agents/file-tree/file-tree";
import type { ModelOptions } from "./models";
import type { OAuthAccess } from "../oauth/access";
import type { Store } from "../store";
import { validTimezone } from "../agents/metadata";
import type { AgentRecord } from "../agents/store";
import type { ThreadRecord } from "../threads/store";
import type { AgentSetup } from "./harness";
import type { AgentTree } from "./harness/agent-files";
import { RunFailure } from "./run";

export function agentSetup(
  store: Store,
  { cache, access }: { cache: McpToolCache; access: OAuthAccess },
  models: ModelOptions,
  thread: ThreadRecord,
  agent: AgentRecord,
  { timezone, signal }: { timezone?: string | undefined; signal?: AbortSignal },
): AgentSetup {
  const { workspace } = agent;
  return {
    name: agent.metadata.name,
    modelId: agent.metadata.runtime?.model?.model_id ?? "",
    workspace,
    tree: openTree(store, agent),
    tools: {
      cache,
      findServer: (url) => store.mcpServers.findByUrl(workspace, url),
      // Calls are made for the thread's creator.
      endpointOf: (server) => access.endpointOf(server, thread.ownerId),
      signal,
    },
    models,
    checkpoints: store.checkpoints,
    protectMemories: !thread.settings.skipMemoryWriteProtection,
    sandbox: agent.metadata.backend.type === "sandbox",
    timezone: validTimezone(timezone ?? agent.metadata.userTimezone),
  };
}

/** Reads the latest files each time, because other threads of the agent write memories, and each write is a commit. */
function openTree(store: Store, { workspace, id }: AgentRecord): AgentTree {
  const latest = (): AgentRecord => {
    const agent = store.agents.get(workspace, id);
    if (agent === undefined) {
      throw new RunFailure("AgentDeleted", "The agent was deleted during this run");
    }
    return agent;
  };
  return {
    read: () => store.commits.get(latest().head).tree,
    write: (changes) => {
      const agent = latest();
      const tree = new Map(store.commits.get(agent.head).tree);
      for (const [path, content] of changes) {
        if (content === null) {
          tree.delete(path);
        } else {
          tree.set(path, textFile(content));
        }
      }
      store.commitAgent(agent, agent.metadata, tree);
    },
  };
}
