/** Tools and their interrupt rules, of an agent or of one of its subagents. */
import type { ToolInputs } from "../../inputs/agent";
import { interruptKey, normalKey, normalUrl } from "../../helpers/url";
import type { ToolsConfig, ToolSpec } from "../../wire";
import { sameMeaning, withoutUndefined } from "../../helpers/json";

/** The part of the inputs that makes one `tools` group. */
export interface ToolsInputs {
  readonly tools?: readonly ToolInputs[] | undefined;
  readonly interruptConfig?: Readonly<Record<string, boolean>> | undefined;
}

export function toolsToWire({ tools, interruptConfig }: ToolsInputs): ToolsConfig | undefined {
  if (tools === undefined && interruptConfig === undefined) {
    return undefined;
  }
  const approvals = new Map(
    (tools ?? []).flatMap(({ name, mcpServerUrl, requireApproval }) =>
      requireApproval === undefined ? [] : [[interruptKey(mcpServerUrl, name), requireApproval]],
    ),
  );
  // One rule a tool: with two that differ in spelling the API would decide which counts.
  const others = Object.entries(interruptConfig ?? {}).filter(([key]) => !approvals.has(normalKey(key)));
  return { tools: (tools ?? []).map(toolToWire), interrupt_config: Object.fromEntries([...others, ...approvals]) };
}

function toolToWire(tool: ToolInputs): ToolSpec {
  return withoutUndefined({
    name: tool.name,
    mcp_server_url: tool.mcpServerUrl,
    mcp_server_name: tool.mcpServerName,
    display_name: tool.displayName,
  });
}

/** One form for all tool configurations that mean the same: their order, defaults and key spellings do not matter. */
export function normalTools(config: ToolsConfig = {}): unknown {
  const tools = (config.tools ?? []).map(normalTool);
  const interrupts = Object.entries(config.interrupt_config ?? {}).map(([key, value]) => [normalKey(key), value]);
  return tools.length === 0 && interrupts.length === 0
    ? undefined
    : {
        tools: Object.fromEntries(tools.map((tool) => [interruptKey(tool.url, tool.name), tool])),
        interrupts: Object.fromEntries(interrupts) as Record<string, boolean>,
      };
}

function normalTool(tool: ToolSpec): { name: string; url: string; serverName: string; displayName: string } {
  const name = tool.name ?? "";
  const url = normalUrl(tool.mcp_server_url ?? "");
  // "Defaults to the URL when empty", "Defaults to the tool name when empty".
  return { name, url, serverName: normalUrl(tool.mcp_server_name || url), displayName: tool.display_name || name };
}

/**
 * The inputs behind a `tools` group. What `previous` says with the same meaning stays as it was written; a rule for a
 * tool that says `requireApproval` comes back there.
 */
export function toolsFromWire(config: ToolsConfig = {}, previous: ToolsInputs = {}): ToolsInputs {
  const rules = new Map(
    Object.entries(config.interrupt_config ?? {}).map(([key, on]) => [normalKey(key), { key, on }]),
  );
  const tools = keepWording(config.tools ?? [], previous.tools ?? [], {
    key: (tool) => interruptKey(tool.mcp_server_url ?? "", tool.name ?? ""),
    toWire: toolToWire,
    fromWire: toolFromWire,
    normal: normalTool,
  });
  // Where no tools were managed, only a tool that asks for approval says so itself.
  const speaking = new Set(
    previous.tools === undefined
      ? tools.map(keyOfTool).filter((key) => rules.get(key)?.on === true)
      : previous.tools.filter(({ requireApproval }) => requireApproval !== undefined).map(keyOfTool),
  );
  const spokenFor = new Set(tools.map(keyOfTool).filter((key) => speaking.has(key)));
  const written = new Map(Object.keys(previous.interruptConfig ?? {}).map((key) => [normalKey(key), key]));
  const rest = [...rules]
    .filter(([normal]) => !spokenFor.has(normal))
    .map(([normal, { key, on }]) => [written.get(normal) ?? key, on] as const);
  return {
    ...(tools.length > 0 || previous.tools
      ? {
          tools: tools.map(({ requireApproval: _, ...tool }) => {
            const key = keyOfTool(tool);
            return spokenFor.has(key) ? { ...tool, requireApproval: rules.get(key)?.on ?? false } : tool;
          }),
        }
      : {}),
    ...(rest.length > 0 || previous.interruptConfig ? { interruptConfig: Object.fromEntries(rest) } : {}),
  };
}

function keyOfTool({ mcpServerUrl, name }: ToolInputs): string {
  return interruptKey(mcpServerUrl, name);
}

function toolFromWire(tool: ToolSpec): ToolInputs {
  const normal = normalTool(tool);
  return withoutUndefined({
    name: normal.name,
    mcpServerUrl: tool.mcp_server_url ?? "",
    mcpServerName: normal.serverName === normal.url ? undefined : normal.serverName,
    displayName: normal.displayName === normal.name ? undefined : normal.displayName,
  });
}

/** How the items of one list are told apart, converted and compared. */
export interface ListCodec<Inputs, Wire> {
  readonly key: (wire: Wire) => string;
  readonly toWire: (inputs: Inputs) => Wire;
  readonly fromWire: (wire: Wire, previous?: Inputs) => Inputs;
  readonly normal: (wire: Wire) => unknown;
}

/**
 * A list from the API as inputs. Items that mean what the program said stay as it wrote them, in its order, so that a
 * refresh shows only what really differs; items that the program does not have come last.
 */
export function keepWording<Inputs, Wire>(
  actual: readonly Wire[],
  previous: readonly Inputs[],
  codec: ListCodec<Inputs, Wire>,
): Inputs[] {
  const unclaimed = new Map(actual.map((wire) => [codec.key(wire), wire]));
  const known = previous.flatMap((inputs) => {
    const before = codec.toWire(inputs);
    const key = codec.key(before);
    const wire = unclaimed.get(key);
    if (wire === undefined) {
      return [];
    }
    unclaimed.delete(key);
    return [sameMeaning(before, wire, codec.normal) ? inputs : codec.fromWire(wire, inputs)];
  });
  return [...known, ...[...unclaimed.values()].map((wire) => codec.fromWire(wire))];
}
