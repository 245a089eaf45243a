/** Everything that survives a restart, behind one door. */
import { AgentStore, CommitStore } from "../agents/store";
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
  close(): void;
}

/** Opens the data directory; without one, a store in memory that is gone after `close`. */
export function openStore(dataDir: string | undefined): Store {
  const database = new EmulatorDatabase(dataDir);
  try {
    const vault = SecretVault.open(database, dataDir);
    const runs = new RunStore(database);
    // Whoever had them under way is gone: nobody can say that they succeeded.
    database.transaction(() => runs.failUnfinished());
    return {
      agents: new AgentStore(database),
      commits: new CommitStore(database),
      mcpServers: new McpServerStore(database, vault),
      oauthProviders: new OAuthProviderStore(database, vault),
      authSessions: new AuthSessionStore(database, vault),
      oauthTokens: new OAuthTokenStore(database, vault),
      oauthGrants: new OAuthGrantStore(database),
      threads: new ThreadStore(database),
      threadStates: new ThreadStateStore(database),
      runs,
      checkpoints: new CheckpointStore(database),
      clock: new MicrosecondClock(latestTime(database)),
      transaction: (work) => database.transaction(work),
      close: () => database.close(),
    };
  } catch (error) {
    database.close();
    throw error;
  }
}

function latestTime({ sql }: EmulatorDatabase): number {
  const row = sql
    .prepare(
      `SELECT max(t) AS latest FROM (
         SELECT updated_at AS t FROM agents
         UNION ALL SELECT updated_at FROM mcp_servers
         UNION ALL SELECT max(updated_at, state_updated_at) FROM threads
       )`,
    )
    .get();
  return Number(row?.["latest"] ?? 0);
}
