/** The tables of the SQLite file, as each version of the schema made or changed them. */

/** One entry per schema version; append, never edit. `document` columns hold JSON, which keeps any string exact. */
export const MIGRATIONS = [
  `CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
   CREATE TABLE agents (
     id TEXT PRIMARY KEY,
     workspace TEXT NOT NULL,
     owner_id TEXT NOT NULL,
     name TEXT NOT NULL,
     name_folded TEXT NOT NULL,
     document TEXT NOT NULL,
     head TEXT NOT NULL,
     created_at INTEGER NOT NULL,
     updated_at INTEGER NOT NULL
   ) STRICT;
   CREATE INDEX agents_by_owner ON agents (workspace, owner_id, updated_at);
   CREATE TABLE commits (
     hash TEXT PRIMARY KEY,
     id TEXT NOT NULL,
     agent_id TEXT NOT NULL REFERENCES agents (id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
     sequence INTEGER NOT NULL,
     parent TEXT,
     created_at INTEGER NOT NULL,
     tree TEXT NOT NULL,
     UNIQUE (agent_id, sequence)
   ) STRICT;
   CREATE TABLE mcp_servers (
     id TEXT PRIMARY KEY,
     workspace TEXT NOT NULL,
     name TEXT NOT NULL,
     url_key TEXT NOT NULL,
     document TEXT NOT NULL,
     sealed_headers BLOB NOT NULL,
     created_at INTEGER NOT NULL,
     updated_at INTEGER NOT NULL,
     UNIQUE (workspace, name),
     UNIQUE (workspace, url_key)
   ) STRICT;`,
  `CREATE TABLE threads (
     id TEXT NOT NULL,
     workspace TEXT NOT NULL,
     owner_id TEXT NOT NULL,
     agent_id TEXT NOT NULL,
     status TEXT NOT NULL,
     test_run INTEGER NOT NULL,
     pinned INTEGER NOT NULL,
     unread INTEGER NOT NULL,
     document TEXT NOT NULL,
     created_at INTEGER NOT NULL,
     updated_at INTEGER NOT NULL,
     state_updated_at INTEGER NOT NULL,
     PRIMARY KEY (workspace, id)
   ) STRICT;
   CREATE INDEX threads_by_agent ON threads (workspace, owner_id, agent_id, state_updated_at);`,
  `CREATE TABLE thread_states (
     workspace TEXT NOT NULL,
     thread_id TEXT NOT NULL,
     state TEXT NOT NULL,
     interrupts TEXT NOT NULL,
     PRIMARY KEY (workspace, thread_id),
     FOREIGN KEY (workspace, thread_id) REFERENCES threads (workspace, id) ON DELETE CASCADE
   ) STRICT;
   CREATE TABLE runs (
     id TEXT PRIMARY KEY,
     workspace TEXT NOT NULL,
     thread_id TEXT NOT NULL,
     status TEXT NOT NULL,
     document TEXT NOT NULL,
     created_at INTEGER NOT NULL,
     updated_at INTEGER NOT NULL,
     FOREIGN KEY (workspace, thread_id) REFERENCES threads (workspace, id) ON DELETE CASCADE
   ) STRICT;
   CREATE INDEX runs_by_thread ON runs (workspace, thread_id);
   CREATE INDEX runs_by_status ON runs (status);
   CREATE TABLE checkpoints (
     sequence INTEGER PRIMARY KEY AUTOINCREMENT,
     workspace TEXT NOT NULL,
     thread_id TEXT NOT NULL,
     namespace TEXT NOT NULL,
     id TEXT NOT NULL,
     parent TEXT,
     checkpoint_type TEXT NOT NULL,
     checkpoint BLOB NOT NULL,
     metadata_type TEXT NOT NULL,
     metadata BLOB NOT NULL,
     UNIQUE (workspace, thread_id, namespace, id),
     FOREIGN KEY (workspace, thread_id) REFERENCES threads (workspace, id) ON DELETE CASCADE
   ) STRICT;
   CREATE TABLE checkpoint_writes (
     sequence INTEGER PRIMARY KEY AUTOINCREMENT,
     workspace TEXT NOT NULL,
     thread_id TEXT NOT NULL,
     namespace TEXT NOT NULL,
     checkpoint_id TEXT NOT NULL,
     task_id TEXT NOT NULL,
     position INTEGER NOT NULL,
     task_path TEXT NOT NULL,
     channel TEXT NOT NULL,
     value_type TEXT NOT NULL,
     value BLOB NOT NULL,
     UNIQUE (workspace, thread_id, namespace, checkpoint_id, task_id, position),
     FOREIGN KEY (workspace, thread_id) REFERENCES threads (workspace, id) ON DELETE CASCADE
   ) STRICT;`,
  `CREATE TABLE oauth_providers (
     workspace TEXT NOT NULL,
     id TEXT NOT NULL,
     user_id TEXT,
     mcp_server_id TEXT REFERENCES mcp_servers (id) ON DELETE CASCADE,
     url_key TEXT,
     server TEXT NOT NULL,
     sealed_client BLOB NOT NULL,
     PRIMARY KEY (workspace, id),
     UNIQUE (user_id, mcp_server_id, url_key)
   ) STRICT;
   CREATE TABLE oauth_tokens (
     id TEXT PRIMARY KEY,
     workspace TEXT NOT NULL,
     provider_id TEXT NOT NULL,
     user_id TEXT NOT NULL,
     is_default INTEGER NOT NULL,
     scopes TEXT NOT NULL,
     expires_at INTEGER,
     sealed_tokens BLOB NOT NULL,
     created_at INTEGER NOT NULL,
     FOREIGN KEY (workspace, provider_id) REFERENCES oauth_providers (workspace, id) ON DELETE CASCADE
   ) STRICT;
   CREATE INDEX oauth_tokens_by_user ON oauth_tokens (workspace, provider_id, user_id);
   CREATE TABLE auth_sessions (
     id TEXT PRIMARY KEY,
     workspace TEXT NOT NULL,
     provider_id TEXT NOT NULL,
     user_id TEXT NOT NULL,
     status TEXT NOT NULL,
     state_hash TEXT NOT NULL UNIQUE,
     document TEXT NOT NULL,
     sealed_verifier BLOB NOT NULL,
     expires_at INTEGER NOT NULL,
     FOREIGN KEY (workspace, provider_id) REFERENCES oauth_providers (workspace, id) ON DELETE CASCADE
   ) STRICT;
   CREATE TABLE oauth_grants (
     hash TEXT PRIMARY KEY,
     kind TEXT NOT NULL,
     document TEXT NOT NULL,
     expires_at INTEGER
   ) STRICT;`,
];
