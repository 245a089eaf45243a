import * as pulumi from "@pulumi/pulumi";
import type { SubagentArgs, ToolArgs } from "./agent-args";

type List<T> = pulumi.Input<pulumi.Input<T>[]> | undefined;

/** Puts a server's URL in place of each `mcpServer`: the engine then knows that the agent depends on that server. */
export function toolInputs(tools: List<ToolArgs>): pulumi.Input<unknown> {
  return mapItems(tools, ({ mcpServer, ...tool }) => (mcpServer ? { ...tool, mcpServerUrl: mcpServer.url } : tool));
}

/** The same for the tools of each subagent. */
export function subagentInputs(subagents: List<SubagentArgs>): pulumi.Input<unknown> {
  return mapItems(subagents, (subagent) => ({ ...subagent, tools: toolInputs(subagent.tools) }));
}

/**
 * Maps the items of a list. Items that are plain values are mapped at once, so that one which is not known yet does not
 * make the whole list unknown. Anything that is not a list is left to `check`, which says so.
 */
function mapItems<T>(list: List<T>, map: (item: T) => unknown): pulumi.Input<unknown> {
  if (Array.isArray(list)) {
    return list.map((item) => mapValue(item, map));
  }
  return mapValue(list as pulumi.Input<T[] | undefined>, (items) =>
    Array.isArray(items) ? items.map((item) => (isObject(item) ? map(item) : item)) : items,
  );
}

function mapValue<T>(value: pulumi.Input<T>, map: (value: T) => unknown): pulumi.Input<unknown> {
  if (pulumi.Output.isInstance<T>(value) || value instanceof Promise) {
    const output = pulumi.output(value) as pulumi.Output<T>;
    return output.apply((known) => pulumi.output(map(known)));
  }
  return isObject(value) ? map(value as T) : value;
}

function isObject(value: unknown): boolean {
  return typeof value === "object" && value !== null;
}
