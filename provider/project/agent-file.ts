/** `agent.json`, which holds an agent's settings, and `tools.json`, which an agent or a subagent may have. */
import { type AgentInputs, type BackendInputs, type ModelInputs, modelOfId } from "../inputs/agent";
import { type AgentJson, AgentJsonSchema, type BackendJson, ToolsJsonSchema } from "../inputs/project-files";
import type { PathStep } from "../helpers/property-path";
import type { Folder, Places } from "./folder";
import { sandboxScope } from "../helpers/sandbox";
import { camelCase, camelCased, readJson } from "./json-file";

const FILE = "agent.json";

/** Reads the fields that `agent.json` sets; empty ones count as unset. `undefined` if it cannot be read, which is reported. */
export function readAgentFile(folder: Folder, places: Places): AgentInputs | undefined {
  const text = folder.requiredText(FILE, 'write at least { "name": "…" }');
  const file = text === undefined ? undefined : readJson(folder, FILE, text, AgentJsonSchema);
  file?.locate(places, renamed);
  return file && inputsOf(file.content);
}

/**
 * Reads `tools.json` of the agent or of a subagent.
 *
 * @param directory where the file may be: empty for the project itself, otherwise ending in a slash
 * @param owner the path of the property that has the tools: empty for the agent itself
 */
export function readToolsFile(
  folder: Folder,
  places: Places,
  directory: string,
  owner: readonly PathStep[],
): Pick<AgentInputs, "tools" | "interruptConfig"> {
  const path = `${directory}tools.json`;
  const text = folder.has(path) ? folder.text(path) : undefined;
  const file = text === undefined ? undefined : readJson(folder, path, text, ToolsJsonSchema);
  file?.locate(places, ([first = "", ...rest]) => [
    ...owner,
    inputName(first),
    // The keys of interrupt rules stay as they are.
    ...(first === "interrupt_config" ? rest : rest.map(inputName)),
  ]);
  const rules = file?.content.interrupt_config;
  return file
    ? {
        tools: file.content.tools.map(camelCased),
        ...(rules === undefined ? {} : { interruptConfig: rules }),
      }
    : {};
}

/** The model that a file names. */
export function modelInputs(id: string | undefined): ModelInputs | undefined {
  return id === undefined ? undefined : modelOfId(id.trim());
}

function renamed(steps: readonly PathStep[]): readonly PathStep[] {
  switch (steps.join(".")) {
    case "agent_id":
      return ["adopt"];
    case "runtime.model.model_id":
      return ["model"];
    default:
      return steps[0] === "extras" ? steps : steps.map(inputName);
  }
}

/** Fields that mean something else as an argument are named here; the others are passed on. */
function inputsOf({
  $schema: _editor,
  agent_id,
  model,
  runtime,
  backend,
  permissions,
  ...others
}: AgentJson): AgentInputs {
  const inputs: AgentInputs = {
    ...camelCased(others),
    adopt: agent_id?.trim(),
    model: modelInputs(runtime?.model?.model_id ?? model),
    backend: backend && backendInputs(backend),
    permissions: permissions && camelCased(permissions),
  };
  return Object.fromEntries(Object.entries(inputs).filter(([, value]) => saysSomething(value))) as AgentInputs;
}

function saysSomething(value: unknown): boolean {
  return typeof value === "object" && value !== null
    ? Object.keys(value).length > 0
    : value !== undefined && value !== "";
}

/** In the newer dialect, which the product's command line sends even for a file in the older one. */
function backendInputs({ type, sandbox, sandbox_config }: BackendJson): BackendInputs {
  const scope = sandboxScope(type);
  return scope === "none"
    ? { type: "state" }
    : { type: "sandbox", sandboxConfig: { scope, ...camelCased({ ...sandbox, ...sandbox_config }) } };
}

function inputName(step: PathStep): PathStep {
  return typeof step === "string" ? camelCase(step) : step;
}
