/** `/agents`: one line an operation. Source: the public OpenAPI document, tag "Agents". */
import { tolerant } from "../wire/tolerant";
import {
  type Agent,
  AgentHealthSchema,
  AgentSchema,
  type AgentSummary,
  type CreateAgentRequest,
  ListAgentsResponseSchema,
  type UpdateAgentRequest,
} from "../wire";
import type { ApiClient, FindOutcome } from "./client";
import { path, withQuery } from "./path";

const AgentAnswer = tolerant(AgentSchema);
const HealthAnswer = tolerant(AgentHealthSchema);
const AgentsPage = tolerant(ListAgentsResponseSchema);

/** The most that the API gives on one page. */
const LARGEST_PAGE = 100;

/** How an agent is read: with or without its raw file map. */
export interface AgentView {
  readonly includeFiles?: boolean;
}

/** Which agents are listed, and in which order. */
export interface AgentsQuery {
  /** Keeps those whose name contains it. */
  readonly name?: string | undefined;
  /** Default: `updated_at`. */
  readonly sortBy?: "created_at" | "updated_at" | "name" | undefined;
  /** Default: `desc`. */
  readonly sortOrder?: "asc" | "desc" | undefined;
}

export class AgentsApi {
  constructor(private readonly client: ApiClient) {}

  create(body: CreateAgentRequest, findOutcome?: FindOutcome<Agent>): Promise<Agent> {
    return this.client.json(AgentAnswer, { method: "POST", path: "/agents", body }, { findOutcome });
  }

  get(id: string, view: AgentView = {}): Promise<Agent> {
    const query = { include_files: view.includeFiles ? true : undefined };
    return this.client.json(AgentAnswer, { method: "GET", path: withQuery(path`/agents/${id}`, query) });
  }

  update(id: string, body: UpdateAgentRequest, findOutcome?: FindOutcome<Agent>): Promise<Agent> {
    return this.client.json(AgentAnswer, { method: "PATCH", path: path`/agents/${id}`, body }, { findOutcome });
  }

  /** Succeeds also when there is no such agent. */
  delete(id: string): Promise<void> {
    return this.client.delete(path`/agents/${id}`);
  }

  /** How the MCP servers of the agent's tools are doing; the API documents no more than that it is an object. */
  health(id: string): Promise<Record<string, unknown>> {
    return this.client.json(HealthAnswer, { method: "GET", path: path`/agents/${id}/health` });
  }

  /** Every agent of the caller, page by page. */
  async *list({ name, sortBy, sortOrder }: AgentsQuery = {}): AsyncGenerator<AgentSummary> {
    const query = { page_size: LARGEST_PAGE, name, sort_by: sortBy, sort_order: sortOrder };
    let cursor: string | undefined;
    do {
      const page = await this.client.json(AgentsPage, {
        method: "GET",
        path: withQuery("/agents", { ...query, cursor }),
      });
      yield* page.items;
      cursor = page.next_cursor ?? undefined;
    } while (cursor);
  }
}
