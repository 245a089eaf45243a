/** From the events of the JavaScript harness to those of the service, which runs the Python one. */
import { type BaseMessage, isBaseMessage } from "@langchain/core/messages";

/** Keys of the state that only the harness uses. */
const INTERNAL_KEYS = new Set([
  "memoryContents",
  "skillsMetadata",
  "jumpTo",
  "structuredResponse",
  "_summarizationEvent",
]);

/** Nodes that have a different name in Python. */
const NODE_NAMES: Readonly<Record<string, string>> = { model_request: "model" };

const SNAKE_CASE: Readonly<Record<string, string>> = {
  actionRequests: "action_requests",
  reviewConfigs: "review_configs",
  actionName: "action_name",
  allowedDecisions: "allowed_decisions",
  argsSchema: "args_schema",
};

/** The data of a `values` event, and the values of a thread. */
export function toWireState(state: Record<string, unknown>): Record<string, unknown> {
  return {
    files: {},
    ...(toWire(withoutInternals(state)) as Record<string, unknown>),
  };
}

/** The data of an `updates` event. */
export function toWireUpdates(updates: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(updates).map(([node, update]) => [
      NODE_NAMES[node] ?? node,
      isRecord(update) && !isBaseMessage(update) ? toWireUpdate(update) : toWire(update ?? null),
    ]),
  );
}

/** The data of a `messages` event. */
export function toWireChunk([message, metadata]: [BaseMessage, Record<string, unknown>]): unknown[] {
  const node = metadata["langgraph_node"];
  const visible = Object.entries(metadata).filter(([key]) => !key.startsWith("__"));
  return [
    toWireMessage(message, message.constructor.name === "AIMessageChunk" ? "AIMessageChunk" : message.type),
    toWire({
      ...Object.fromEntries(visible),
      ...(typeof node === "string" ? { langgraph_node: NODE_NAMES[node] ?? node } : {}),
    }),
  ];
}

/** Messages, interrupts and everything around them as plain JSON. */
export function toWire(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.map(toWire);
  }
  if (isBaseMessage(value)) {
    return toWireMessage(value, value.type);
  }
  if (value instanceof Uint8Array) {
    return Buffer.from(value).toString("base64");
  }
  if (!isRecord(value)) {
    return value;
  }
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, field]) => field !== undefined)
      .map(([key, field]) => [SNAKE_CASE[key] ?? key, toWire(field)]),
  );
}

/** An answer to an interrupt, in the harness's own spelling. */
export function fromWireResume(resume: unknown): unknown {
  if (Array.isArray(resume)) {
    return resume.map(fromWireResume);
  }
  if (!isRecord(resume)) {
    return resume;
  }
  return Object.fromEntries(
    Object.entries(resume).map(([key, field]) => [
      key === "edited_action" ? "editedAction" : key,
      // The names of a tool's arguments belong to the tool and stay.
      key === "args" ? field : fromWireResume(field),
    ]),
  );
}

/** Null for a middleware that changes only internal keys: in JavaScript it repeats the rest of the state with them. */
function toWireUpdate(update: Record<string, unknown>): unknown {
  if (Object.keys(update).some((key) => INTERNAL_KEYS.has(key))) {
    return null;
  }
  const kept = withoutInternals(update);
  return Object.keys(kept).length === 0 ? null : toWire(kept);
}

function withoutInternals(state: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(state).filter(([key]) => !INTERNAL_KEYS.has(key)));
}

/** The fields of messages of any class; absent ones are left out. */
const MESSAGE_FIELDS = [
  "name",
  "tool_calls",
  "tool_call_chunks",
  "invalid_tool_calls",
  "usage_metadata",
  "tool_call_id",
  "status",
  "artifact",
] as const;

function toWireMessage(message: BaseMessage, type: string): Record<string, unknown> {
  const fields = message as BaseMessage & Partial<Record<(typeof MESSAGE_FIELDS)[number], unknown>>;
  const modelName = (message.response_metadata as { model_name?: unknown } | undefined)?.model_name;
  return {
    type,
    content: message.content,
    id: message.id ?? null,
    additional_kwargs: message.additional_kwargs,
    response_metadata: message.response_metadata,
    ...Object.fromEntries(
      MESSAGE_FIELDS.flatMap((field) => {
        const value = fields[field];
        return value === undefined ? [] : [[field, toPlain(value)]];
      }),
    ),
    ...(typeof modelName === "string" ? { model_name: modelName } : {}),
  };
}

function toPlain(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value)) as unknown;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
