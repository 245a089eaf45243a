/**
 * The Context Hub's view of an agent: its files and commits, without the typed fields. The product's own command line
 * deploys files through these routes.
 */
import * as z from "zod";
import { FileEntrySchema, FileMapSchema } from "../../provider/wire";
import { type Caller, HUB_BASE, type RouteGroup, type Services } from "../context";
import { RequestError } from "../errors";
import { routesOf } from "../route";
import { toFileMap, checkNoFileIsDirectory, checkPath, toTreeEntry } from "../agents/file-tree/file-tree";
import { formatTimestamp } from "../store/clock";
import { readableAgent, writableAgent } from "../agents/handlers";
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

export const hubDirectoryRoutes: RouteGroup = (app, services) => {
  const route = routesOf(app, "Context Hub", HUB_BASE);

  route("GET /repos/-/{agent_id}/directories", "getHubDirectory", {
    permission: "agents:read",
    request: { params: AgentPathSchema },
    answers: { 200: ["The files at the latest commit.", DirectorySchema] },
    failures: [404],
    handle: ({ caller, params }) => getDirectory(services, caller, params.agent_id),
  });

  route("POST /repos/-/{agent_id}/directories/commits", "commitHubDirectory", {
    permission: "agents:update",
    request: { params: AgentPathSchema, body: CommitDirectoryRequestSchema },
    answers: { 201: ["Committed.", CommitDirectoryResponseSchema] },
    failures: [400, 404, 409, 422],
    handle: ({ caller, params, body }) => commitDirectory(services, caller, params.agent_id, body),
  });
};

function getDirectory(services: Services, caller: Caller, id: string): z.infer<typeof DirectorySchema> {
  const commit = services.store.commits.get(readableAgent(services, caller, id).head);
  return { files: toFileMap(commit.tree), commit_hash: commit.hash, commit_id: commit.id };
}

function commitDirectory(
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
  const updated = services.store.commitAgent(agent, agent.metadata, tree);
  const commit = services.store.commits.get(updated.head);
  return {
    commit_hash: commit.hash,
    commit: { id: commit.id, commit_hash: commit.hash, created_at: formatTimestamp(updated.updatedAt) },
  };
}
