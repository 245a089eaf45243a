/** `agent.json` and `tools.json` of a project directory, and the files of earlier versions that they replaced. */
import type { Folder, Places } from "./folder";
import { type AgentInputs, type BackendInputs, type ModelInputs, modelOfId } from "../inputs/agent";
import { type AgentJson, AgentJsonSchema, type BackendJson, ToolsJsonSchema } from "../inputs/project-files";
import type { PathStep } from "../helpers/property-path";
import { sandboxScope } from "../helpers/sandbox";
import { camelCase, camelCased, readJson } from "./json-file";

const MOVED: Readonly<Record<string, string>> = {
  "deepagents.toml":
    "is of an earlier version of deepagents: move name, description and model of its [agent] to agent.json, its " +
    "[sandbox] to agent.json as backend.sandbox_config, leave out [auth], [memories] and [frontend], then delete it",
  "mcp.json":
    "is of an earlier version of deepagents: declare each server in the program as new deepagents.McpServer(…), list " +
    "its tools in tools.json by mcp_server_url, then delete it",
};

/** Files of earlier versions of the product: ignoring them would lose their settings, so they are refused. */
export function refuseLegacyFiles(folder: Folder): void {
  for (const [file, reason] of Object.entries(MOVED)) {
    if (folder.isFile(file)) {
      folder.report(file, reason);
    }
  }
}

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

export function modelInputs(id: string | undefined): ModelInputs | undefined {
  return id === undefined ? undefined : modelOfId(id.trim());
}

/** In the newer dialect, which the product's own command line sends, too, whichever one the file is written in. */
function backendInputs({ type, sandbox, sandbox_config }: BackendJson): BackendInputs {
  const scope = sandboxScope(type);
  return scope === "none"
    ? { type: "state" }
    : { type: "sandbox", sandboxConfig: { scope, ...camelCased({ ...sandbox, ...sandbox_config }) } };
}

/**
 * Reads `tools.json` of the agent or of a subagent.
 *
 * @param directory where the file may be: empty for the project's own, otherwise ending in a slash
 * @param owner the property that has the tools: none for the agent itself
 */
export function readToolsFile(
  folder: Folder,
  places: Places,
  directory: string,
  owner: readonly PathStep[],
): Pick<AgentInputs, "tools" | "interruptConfig"> {
  const path = `${directory}tools.json`;
  const text = folder.isFile(path) ? folder.text(path) : undefined;
  const file = text === undefined ? undefined : readJson(folder, path, text, ToolsJsonSchema);
  file?.locate(places, ([first = "", ...rest]) => [
    ...owner,
    inputName(first),
    // The keys of rules stay as they are.
    ...(first === "interrupt_config" ? rest : rest.map(inputName)),
  ]);
  return file
    ? {
        tools: file.content.tools.map(camelCased),
        ...(file.content.interrupt_config && { interruptConfig: file.content.interrupt_config }),
      }
    : {};
}

const inputName = (step: PathStep): PathStep => (typeof step === "string" ? camelCase(step) : step);
