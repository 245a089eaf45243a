/** Everything that survives a restart. */
import type { FileTree } from "../agents/file-tree/file-tree";
import { type AgentMetadata, type AgentRecord, AgentStore, CommitStore } from "../agents/store";
import { AuthSessionStore, OAuthGrantStore } from "../oauth/session-store";
import { CheckpointStore } from "../runs/checkpoints";
import { MicrosecondClock } from "./clock";
import { EmulatorDatabase } from "./database";
import { McpServerStore } from "../mcp-servers/store";
import { OAuthProviderStore, OAuthTokenStore } from "../oauth/provider-store";
import { RunStore } from "../runs/store";
import { SecretVault } from "./secrets";
import { ThreadStateStore, ThreadStore } from "../threads/store";

export interface Store {
  agents: AgentStore;
  commits: CommitStore;
  mcpServers: McpServerStore;
  oauthProviders: OAuthProviderStore;
  authSessions: AuthSessionStore;
  oauthTokens: OAuthTokenStore;
  /** What the local authorization server gave out. */
  oauthGrants: OAuthGrantStore;
  threads: ThreadStore;
  threadStates: ThreadStateStore;
  runs: RunStore;
  checkpoints: CheckpointStore;
  clock: MicrosecondClock;
  /** Runs `work` so that either all of its writes happen or none. */
  transaction<T>(work: () => T): T;
  /** Appends a commit and makes it the agent's head. */
  commitAgent(agent: AgentRecord, metadata: AgentMetadata, tree: FileTree): AgentRecord;
  close(): void;
}

/** Opens the data directory; without one, a store in memory that is gone after `close`. */
export function openStore(dataDir: string | undefined): Store {
  const database = new EmulatorDatabase(dataDir);
  try {
    const vault = SecretVault.open(database, dataDir);
    const runs = new RunStore(database);
    // The process that executed them is gone, so nobody can say that they succeeded.
    database.transaction(() => runs.failUnfinished());
    const agents = new AgentStore(database);
    const commits = new CommitStore(database);
    const clock = new MicrosecondClock(latestTime(database));
    return {
      agents,
      commits,
      mcpServers: new McpServerStore(database, vault),
      oauthProviders: new OAuthProviderStore(database, vault),
      authSessions: new AuthSessionStore(database, vault),
      oauthTokens: new OAuthTokenStore(database, vault),
      oauthGrants: new OAuthGrantStore(database),
      threads: new ThreadStore(database),
      threadStates: new ThreadStateStore(database),
      runs,
      checkpoints: new CheckpointStore(database),
      clock,
      transaction: (work) => database.transaction(work),
      commitAgent: (agent, metadata, tree) =>
        database.transaction(() => {
          const updatedAt = clock.now();
          const { hash } = commits.append({
            agentId: agent.id,
            parent: agent.head,
            createdAt: updatedAt,
            tree,
            metadata: JSON.stringify(metadata),
          });
          const updated = { ...agent, metadata, head: hash, updatedAt };
          agents.update(updated);
          return updated;
        }),
      close: () => database.close(),
    };
  } catch (error) {
    database.close();
    throw error;
  }
}

function latestTime(database: EmulatorDatabase): number {
  return database.number(
    `SELECT max(t) FROM (
       SELECT updated_at AS t FROM agents
       UNION ALL SELECT updated_at FROM mcp_servers
       UNION ALL SELECT max(updated_at, state_updated_at) FROM threads
     )`,
  );
}
