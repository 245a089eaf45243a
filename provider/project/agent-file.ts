/** `agent.json`: what an agent is, besides its texts and tools. */
import type { AgentInputs, BackendInputs } from "../schema/inputs/agent";
import { type ModelInputs, modelOfId } from "../schema/inputs/model";
import { type AgentJson, AgentJsonSchema, type BackendJson } from "../schema/project/agent-json";
import type { PathStep } from "../schema/property-path";
import { camelCase, camelCased } from "./camel-case";
import type { Folder } from "./folder";
import { readJson } from "./json-file";
import type { Places } from "./places";

const FILE = "agent.json";

/** The fields that the file sets; empty ones say nothing. `undefined` where it cannot be read, which is reported. */
export function readAgentFile(folder: Folder, places: Places): AgentInputs | undefined {
  const text = folder.requiredText(FILE, 'write at least { "name": "…" }');
  const file = text === undefined ? undefined : readJson(folder, FILE, text, AgentJsonSchema);
  file?.locate(places, renamed);
  return file && inputsOf(file.content);
}

function renamed(steps: readonly PathStep[]): readonly PathStep[] {
  switch (steps.join(".")) {
    case "agent_id":
      return ["adopt"];
    case "runtime.model.model_id":
      return ["model"];
    default:
      return steps[0] === "extras" ? steps : steps.map((step) => (typeof step === "string" ? camelCase(step) : step));
  }
}

function inputsOf({
  name,
  description,
  agent_id,
  model,
  runtime,
  backend,
  permissions,
  extras,
}: AgentJson): AgentInputs {
  const inputs: Omit<AgentInputs, "name"> = {
    description,
    adopt: agent_id?.trim(),
    model: modelInputs(runtime?.model?.model_id ?? model),
    backend: backend && backendInputs(backend),
    permissions: permissions && camelCased(permissions),
    extras,
  };
  return { name, ...Object.fromEntries(Object.entries(inputs).filter(([, value]) => saysSomething(value))) };
}

function saysSomething(value: unknown): boolean {
  return typeof value === "object" && value !== null
    ? Object.keys(value).length > 0
    : value !== undefined && value !== "";
}

export function modelInputs(id: string | undefined): ModelInputs | undefined {
  return id === undefined ? undefined : modelOfId(id.trim());
}

/** In the newer dialect, as the product's command line sends it whichever one the file is written in. */
function backendInputs({ type, sandbox, sandbox_config }: BackendJson): BackendInputs {
  if (type === "state" || type === "default") {
    return { type: "state" };
  }
  const scope = type === "agent_scoped_sandbox" ? "agent" : "thread";
  return { type: "sandbox", sandboxConfig: { scope, ...camelCased({ ...sandbox, ...sandbox_config }) } };
}
