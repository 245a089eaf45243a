/** The Context Hub's view of an agent: its files and commits, without the typed fields. */
import * as z from "zod";
import { createRoute } from "@hono/zod-openapi";
import { FileEntrySchema, FileMapSchema } from "../../provider/wire";
import { requirePermission } from "../auth";
import { type Caller, type Services, failures, HUB_BASE, json, type RouteGroup } from "../context";
import { RequestError } from "../errors";
import { toFileMap, checkNoFileIsDirectory, checkPath, toTreeEntry } from "../agents/file-tree/file-tree";
import { formatTimestamp } from "../store/clock";
import { readableAgent, writableAgent, commitAgent } from "../agents/handlers";
import { AgentPathSchema } from "../agents/routes";

export const DirectorySchema = z
  .object({ files: FileMapSchema, commit_hash: z.string(), commit_id: z.string() })
  .meta({ id: "HubDirectory" });

export const CommitDirectoryRequestSchema = z
  .object({
    files: z.record(z.string(), FileEntrySchema.nullable()).describe("Entries to write; `null` removes a path."),
    parent_commit: z.string().nullish().describe("Head that the change is based on. Without it, whatever the head is."),
  })
  .meta({ id: "CommitDirectoryRequest" });

export const CommitDirectoryResponseSchema = z
  .object({
    commit_hash: z.string(),
    commit: z.object({ id: z.string(), commit_hash: z.string(), created_at: z.string() }),
  })
  .meta({ id: "CommitDirectoryResponse" });

export function getDirectory(services: Services, caller: Caller, id: string): z.infer<typeof DirectorySchema> {
  const commit = services.store.commits.get(readableAgent(services, caller, id).head);
  return { files: toFileMap(commit.tree), commit_hash: commit.hash, commit_id: commit.id };
}

export function commitDirectory(
  services: Services,
  caller: Caller,
  id: string,
  request: z.infer<typeof CommitDirectoryRequestSchema>,
): z.infer<typeof CommitDirectoryResponseSchema> {
  const agent = writableAgent(services, caller, id);
  const { parent_commit: parent } = request;
  if (parent !== undefined && parent !== null && parent !== "" && parent !== agent.head) {
    throw new RequestError(
      "commit_conflict",
      "Read the directory again and retry: parent_commit is not the latest commit",
    );
  }
  const tree = new Map(services.store.commits.get(agent.head).tree);
  for (const [path, entry] of Object.entries(request.files)) {
    checkPath(path, "files");
    if (entry === null) {
      tree.delete(path);
    } else {
      tree.set(path, toTreeEntry(path, entry));
    }
  }
  checkNoFileIsDirectory(tree.keys());
  const updated = commitAgent(services, agent, agent.metadata, tree);
  const commit = services.store.commits.get(updated.head);
  return {
    commit_hash: commit.hash,
    commit: { id: commit.id, commit_hash: commit.hash, created_at: formatTimestamp(updated.updatedAt) },
  };
}

// Route table of the Context Hub's directory routes, which the product's own command line uses to deploy files.

const tags = ["Context Hub"];

const get = createRoute({
  method: "get",
  path: `${HUB_BASE}/repos/-/{agent_id}/directories`,
  tags,
  operationId: "getHubDirectory",
  middleware: requirePermission("agents:read"),
  request: { params: AgentPathSchema },
  responses: {
    200: { description: "The files at the latest commit.", content: json(DirectorySchema) },
    ...failures(401, 403, 404),
  },
});

const commit = createRoute({
  method: "post",
  path: `${HUB_BASE}/repos/-/{agent_id}/directories/commits`,
  tags,
  operationId: "commitHubDirectory",
  middleware: requirePermission("agents:update"),
  request: { params: AgentPathSchema, body: { required: true, content: json(CommitDirectoryRequestSchema) } },
  responses: {
    201: { description: "Committed.", content: json(CommitDirectoryResponseSchema) },
    ...failures(400, 401, 403, 404, 409, 422),
  },
});

export const hubDirectoryRoutes: RouteGroup = (app, services) => {
  app.openapi(get, (c) => c.json(getDirectory(services, c.get("caller"), c.req.valid("param").agent_id), 200));
  app.openapi(commit, (c) => {
    const { agent_id } = c.req.valid("param");
    return c.json(commitDirectory(services, c.get("caller"), agent_id, c.req.valid("json")), 201);
  });
};
