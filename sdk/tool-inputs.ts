/** The tools in the arguments of an agent, with the URL of each server in place of the resource. */
import * as pulumi from "@pulumi/pulumi";
import type { SubagentArgs } from "./agent-args";
import { type PathStep, propertyPath } from "../provider/helpers/property-path";
import { requireServer, type ToolArgs } from "./mcp-server";
import { providerOf } from "./provider";
import { ProgramError } from "./properties";

type List<T> = pulumi.Input<pulumi.Input<T>[]> | undefined;

/** The arguments of an agent that have tools. */
interface AgentTools {
  readonly tools?: List<ToolArgs>;
  readonly subagents?: List<SubagentArgs>;
}

/**
 * Puts a server's URL in place of each `mcpServer`: the engine then knows that the agent depends on that server.
 *
 * @param what the constructor, for messages
 * @param path where the list is among the arguments
 */
export function toolInputs(
  what: string,
  tools: List<ToolArgs>,
  path: readonly PathStep[] = ["tools"],
): pulumi.Input<unknown> {
  return mapItems(tools, ({ mcpServer, ...tool }, index) => {
    if (!mcpServer) {
      return tool;
    }
    requireServer(
      `${what}: ${propertyPath([...path, index, "mcpServer"])}`,
      mcpServer,
      "write the URL as mcpServerUrl",
    );
    return { ...tool, mcpServerUrl: mcpServer.url };
  });
}

/** The same for the tools of each subagent, and its prompt under the one name that it has in the state. */
export function subagentInputs(what: string, subagents: List<SubagentArgs>): pulumi.Input<unknown> {
  return mapItems(subagents, ({ systemPrompt, ...subagent }, index) => ({
    ...subagent,
    ...promptOf(subagent.instructions, systemPrompt),
    tools: toolInputs(what, subagent.tools, ["subagents", index, "tools"]),
  }));
}

type Text = pulumi.Input<string | null> | undefined;

/** A subagent's prompt as `instructions`. If both names are set, which may only turn out later, `check` says so. */
function promptOf(instructions: Text, systemPrompt: Text) {
  if (instructions === undefined || systemPrompt === undefined) {
    return { instructions: instructions ?? systemPrompt };
  }
  const both = pulumi.all([instructions, systemPrompt]);
  return {
    instructions: both.apply(([first, second]) => first ?? second),
    systemPrompt: both.apply(([first, second]) => first && second),
  };
}

/** When each server among the tools of an agent and its subagents was last changed, by its URL. */
export function mcpServerTimes({ tools, subagents }: AgentTools): pulumi.Output<Record<string, string>> {
  const uses = [timesOf(tools), mapItems(subagents, (subagent) => timesOf(subagent.tools))];
  return pulumi.output(uses).apply((found) => {
    const times = (found as unknown[]).flat(3).filter((use): use is Time => isObject(use));
    return Object.fromEntries(times.map(({ url, updatedAt }) => [url, updatedAt]));
  });
}

interface Time {
  readonly url: string;
  readonly updatedAt: string;
}

function timesOf(tools: List<ToolArgs>): pulumi.Input<unknown> {
  return mapItems(tools, ({ mcpServer }) => mcpServer && { url: mcpServer.url, updatedAt: mcpServer.updatedAt });
}

/**
 * An agent can only call servers of its own workspace. This looks at what the program writes as plain values; the rest
 * shows when the agent is deployed, because its workspace has no server with that URL.
 *
 * @throws ProgramError, which Pulumi shows without a stack trace, when a tool's server belongs to another provider
 */
export function requireOneProvider(agent: pulumi.Resource, name: string, { tools, subagents }: AgentTools): void {
  const all = [tools, ...plainItems(subagents).map((subagent) => subagent.tools)].flatMap(plainItems);
  const stray = all.find(({ mcpServer }) => mcpServer && providerOf(mcpServer) !== providerOf(agent));
  if (stray) {
    throw new ProgramError(
      `the agent "${name}" and the MCP server of its tool${called(stray.name)} have different providers: give ` +
        "both the same provider. If both providers use the same workspace, write the server's URL as mcpServerUrl " +
        "instead of mcpServer",
    );
  }
}

function called(name: unknown): string {
  return typeof name === "string" ? ` "${name}"` : "";
}

function plainItems<T>(list: List<T>): T[] {
  return Array.isArray(list) ? list.filter((item): item is T & object => isPlain(item)) : [];
}

function isPlain(value: unknown): boolean {
  return isObject(value) && !pulumi.Output.isInstance(value) && !(value instanceof Promise);
}

/**
 * Maps the items of a list. Items that are plain values are mapped at once, so that one which is not known yet does not
 * make the whole list unknown. Anything that is not a list is left to `check`, which says so.
 */
function mapItems<T>(list: List<T>, map: (item: T, index: number) => unknown): pulumi.Input<unknown> {
  if (Array.isArray(list)) {
    return list.map((item, index) => mapValue(item, (known) => map(known, index)));
  }
  return mapValue(list as pulumi.Input<T[] | undefined>, (items) =>
    Array.isArray(items) ? items.map((item, index) => (isObject(item) ? map(item, index) : item)) : items,
  );
}

function mapValue<T>(value: pulumi.Input<T>, map: (value: T) => unknown): pulumi.Input<unknown> {
  if (pulumi.Output.isInstance<T>(value) || value instanceof Promise) {
    const output = pulumi.output(value) as pulumi.Output<T>;
    // What turns out to be empty is left to `check`.
    return output.apply((known) => pulumi.output(isObject(known) ? map(known) : known));
  }
  return isObject(value) ? map(value as T) : value;
}

function isObject(value: unknown): boolean {
  return typeof value === "object" && value !== null;
}
