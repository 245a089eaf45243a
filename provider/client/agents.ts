/** `/agents`, one method per operation. Source: the public OpenAPI document, tag "Agents". */
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
import { paged } from "./paging";
import { path, withQuery } from "./path";

const AgentAnswer = tolerant(AgentSchema);
const HealthAnswer = tolerant(AgentHealthSchema);
const AgentsPage = tolerant(ListAgentsResponseSchema);

/** The largest page that the API allows. */
const LARGEST_PAGE = 100;

/** Whether an agent is read with its raw file map. */
export interface AgentView {
  readonly includeFiles?: boolean;
}

/** Which agents to list, and in which order. */
export interface AgentsQuery {
  /** Only agents whose name contains this text. */
  readonly name?: string | undefined;
  /** Default: `updated_at`. */
  readonly sortBy?: "created_at" | "updated_at" | "name" | undefined;
  /** Default: `desc`. */
  readonly sortOrder?: "asc" | "desc" | undefined;
  /** How many agents a page has. Default: as many as the API allows. */
  readonly pageSize?: number;
  /** At most so many retries for a page, for a list that can be done without. Default: as configured. */
  readonly maxRetries?: number;
}

export class AgentsApi {
  readonly #client: ApiClient;

  constructor(client: ApiClient) {
    this.#client = client;
  }

  create(body: CreateAgentRequest, findOutcome?: FindOutcome<Agent>): Promise<Agent> {
    return this.#client.json(AgentAnswer, { method: "POST", path: "/agents", body }, { findOutcome });
  }

  get(id: string, view: AgentView = {}): Promise<Agent> {
    const query = { include_files: view.includeFiles ? true : undefined };
    return this.#client.json(AgentAnswer, { method: "GET", path: withQuery(path`/agents/${id}`, query) });
  }

  update(id: string, body: UpdateAgentRequest, findOutcome?: FindOutcome<Agent>): Promise<Agent> {
    return this.#client.json(AgentAnswer, { method: "PATCH", path: path`/agents/${id}`, body }, { findOutcome });
  }

  /** Also succeeds when there is no such agent. */
  delete(id: string): Promise<void> {
    return this.#client.delete(path`/agents/${id}`);
  }

  /** The health of the MCP servers behind the agent's tools. The API documents only that it is an object. */
  health(id: string): Promise<Record<string, unknown>> {
    return this.#client.json(HealthAnswer, { method: "GET", path: path`/agents/${id}/health` });
  }

  /** All of the caller's agents, fetched page by page. */
  list({ name, sortBy, sortOrder, pageSize, ...repetition }: AgentsQuery = {}): AsyncGenerator<AgentSummary> {
    const query = { page_size: pageSize ?? LARGEST_PAGE, name, sort_by: sortBy, sort_order: sortOrder };
    const page = (cursor: string | undefined) => ({
      method: "GET" as const,
      path: withQuery("/agents", { ...query, cursor }),
    });
    return paged(
      (cursor) => this.#client.json(AgentsPage, page(cursor), repetition),
      ({ items }) => items,
    );
  }
}
