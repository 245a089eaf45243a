/** What an emulator has, and what it was asked for. */
import type { Emulator } from "../../../emulator/index";
import { callApi } from "./api";

export interface AgentOnServer {
  readonly id: string;
  readonly name: string;
  readonly revision: string;
  readonly system_prompt?: string;
}

/** Every agent, by name. */
export async function agentsOn(emulator: Emulator): Promise<Record<string, AgentOnServer>> {
  const { items } = (await callApi(emulator, "GET", "/agents?page_size=100")) as { items: AgentOnServer[] };
  const agents = await Promise.all(items.map(({ id }) => callApi(emulator, "GET", `/agents/${id}`)));
  return Object.fromEntries((agents as AgentOnServer[]).map((agent) => [agent.name, agent]));
}

/** Every thread, of whichever agent. */
export async function threadsOn(emulator: Emulator): Promise<{ thread_id: string; metadata: object }[]> {
  return (await callApi(emulator, "POST", "/threads/search", { limit: 1000 })) as never;
}

/** The requests since the last call, by verb and path, without ids. */
export function requestsTo(emulator: Emulator): string[] {
  const made = emulator.requests.map(({ method, path }) => {
    const [route = ""] = path.replace("/v1/deepagents/", "").split("?");
    return `${method} ${route.replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, "*")}`;
  });
  emulator.clearRequests();
  return made;
}

/** Of these requests, how many start a run. */
export function runsAmong(requests: readonly string[]): number {
  return requests.filter((request) => request === "POST threads/*/runs/stream").length;
}
