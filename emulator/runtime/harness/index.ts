/** Builds a deployed agent with the open-source harness and runs it. Only files in this folder load LangChain. */
import type { BaseCallbackHandler } from "@langchain/core/callbacks/base";
import type { BaseMessage } from "@langchain/core/messages";
import { LangChainTracer } from "@langchain/core/tracers/tracer_langchain";
import { Command, END } from "@langchain/langgraph";
import type { SubagentSpec, ToolsConfig } from "../../../provider/wire";
import { parseTree } from "../../agents/file-tree/parse";
import { DATE_LINE, type ModelOptions } from "../models";
import type { CheckpointStore } from "../../runs/checkpoints";
import type { ThreadStateRecord } from "../../threads/store";
import { type AgentTree, createAgentFiles, isMemoryPath, NO_SANDBOX } from "./agent-files";
import { createModel } from "./chat-model";
import { SqliteCheckpointSaver } from "./checkpoint-saver";
import { type AgentParameters, createDeepAgent, type InterruptOn, type SubagentParameters } from "./deepagents";
import { approvalsOf, createTools, type ToolSources } from "./mcp-tools";
import { fromWireResume, toWire, toWireChunk, toWireState, toWireUpdates } from "./wire";

export interface AgentSetup {
  name: string;
  modelId: string;
  workspace: string;
  tree: AgentTree;
  tools: ToolSources;
  models: ModelOptions;
  checkpoints: CheckpointStore;
  /** Whether a person is asked before memories change. */
  protectMemories: boolean;
  /** Whether it has a sandbox to run commands in. */
  sandbox: boolean;
  /** IANA name; the model is told the date in it. */
  timezone: string;
}

export interface Turn {
  threadId: string;
  /** New messages and other state; null continues where the thread is. */
  input: Record<string, unknown> | null;
  /** An answer to an interrupt; then there is no input. */
  resume?: { value: unknown };
  /** Copied into the metadata of `messages` events. */
  metadata: Record<string, unknown>;
  subgraphs: boolean;
  signal: AbortSignal;
}

export interface HarnessEvent {
  mode: "values" | "updates" | "messages";
  /** Where the event comes from; empty for the agent itself. */
  namespace: readonly string[];
  data: unknown;
}

export interface HarnessAgent {
  stream(turn: Turn): AsyncGenerator<HarnessEvent>;
  state(threadId: string): Promise<ThreadStateRecord>;
  /** Drops what waits for a person, without new input. */
  dropInterrupts(threadId: string): Promise<void>;
}

/** The environment variables that LangChain looks at each time something runs. */
const SWITCHES = ["LANGSMITH_TRACING_V2", "LANGCHAIN_TRACING_V2", "LANGSMITH_TRACING", "LANGCHAIN_TRACING"];

export async function createAgent(deployment: AgentSetup): Promise<HarnessAgent> {
  const { name, modelId, tree, protectMemories } = deployment;
  const files = tree.read();
  const { system_prompt: prompt = "", tools = {}, subagents = [] } = parseTree(files);
  const hasSkills = [...files.keys()].some((path) => path.startsWith("skills/"));
  const guard = protectMemories ? memoryGuard() : {};
  const agent = createDeepAgent({
    ...(await parameters(deployment, guard, { name, modelId, prompt, tools })),
    subagents: await Promise.all(subagents.map((subagent) => subagentOf(deployment, guard, subagent))),
    ...(hasSkills ? { skills: ["/skills/"] } : {}),
    memory: ["/memories/AGENTS.md"],
    backend: ({ state }) => ({ ...createAgentFiles(state, tree), ...(deployment.sandbox ? NO_SANDBOX : {}) }),
    checkpointer: new SqliteCheckpointSaver(deployment.checkpoints, deployment.workspace),
  });
  const { graph } = agent;
  const configOf = (threadId: string) => ({ configurable: { thread_id: threadId }, callbacks: withoutTraces() });
  return {
    async *stream({ threadId, input, resume, metadata, subgraphs, signal }) {
      const start = resume === undefined ? input : new Command({ resume: fromWireResume(resume.value) });
      const chunks = (await graph.stream(start as never, {
        ...configOf(threadId),
        metadata,
        streamMode: ["values", "updates", "messages"],
        subgraphs: true,
        signal,
        recursionLimit: 1_000,
        // The decisions of a step are on disk before the next step acts on them.
        durability: "sync",
      })) as AsyncIterable<[string[], HarnessEvent["mode"], unknown]>;
      const complete = completeInterrupts();
      for await (const [namespace, mode, data] of chunks) {
        if (namespace.length > 0 && !subgraphs) {
          continue;
        }
        const event = mode === "values" ? complete(namespace, data as Record<string, unknown>) : data;
        yield { mode, namespace, data: toWireEvent(mode, event) };
      }
    },
    async state(threadId) {
      const { values, tasks } = (await graph.getState(configOf(threadId))) as GraphState;
      const waiting = tasks.filter(({ interrupts }) => interrupts.length > 0);
      return {
        values: toWireState(values ?? {}),
        interrupts: Object.fromEntries(waiting.map(({ id, interrupts }) => [id, toWire(interrupts) as unknown[]])),
      };
    },
    async dropInterrupts(threadId) {
      await graph.updateState(configOf(threadId), null, END);
    },
  };
}

/** The part of the harness's state that is read here. Its own type depends on the agent. */
interface GraphState {
  values?: Record<string, unknown>;
  tasks: readonly { id: string; interrupts: readonly unknown[] }[];
}

async function parameters(
  deployment: AgentSetup,
  guard: Record<string, InterruptOn>,
  { name, modelId, prompt, tools }: { name: string; modelId: string; prompt: string; tools: ToolsConfig },
): Promise<AgentParameters> {
  return {
    name,
    model: await createModel(deployment.models, name, modelId),
    systemPrompt: `${prompt}${prompt === "" ? "" : "\n\n"}${DATE_LINE}${today(deployment.timezone)}`,
    tools: await createTools(tools, deployment.tools),
    interruptOn: { ...approvalsOf(tools), ...guard },
  };
}

async function subagentOf(
  deployment: AgentSetup,
  guard: Record<string, InterruptOn>,
  { name = "", description = "", model_id, instructions = "", tools = {} }: SubagentSpec,
): Promise<SubagentParameters> {
  const modelId = model_id === undefined || model_id === "" ? deployment.modelId : model_id;
  return { ...(await parameters(deployment, guard, { name, modelId, prompt: instructions, tools })), description };
}

function memoryGuard(): Record<string, InterruptOn> {
  const ask: InterruptOn = {
    allowedDecisions: ["approve", "edit", "reject"],
    when: ({ toolCall }) => isMemoryPath(toolCall.args["file_path"] ?? toolCall.args["path"]),
  };
  return { write_file: ask, edit_file: ask, delete: ask };
}

function today(timezone: string): string {
  return `${new Intl.DateTimeFormat("en-US", { dateStyle: "full", timeZone: timezone }).format()} (${timezone})`;
}

/** Adds the rest of the state to the `values` of an interrupt, as in Python. */
function completeInterrupts() {
  const states = new Map<string, Record<string, unknown>>();
  return (namespace: readonly string[], values: Record<string, unknown>): Record<string, unknown> => {
    const key = namespace.join("|");
    if ("__interrupt__" in values) {
      return { ...states.get(key), ...values };
    }
    states.set(key, values);
    return values;
  };
}

function toWireEvent(mode: HarnessEvent["mode"], data: unknown): unknown {
  if (mode === "values") {
    return toWireState(data as Record<string, unknown>);
  }
  if (mode === "updates") {
    return toWireUpdates(data as Record<string, unknown>);
  }
  return toWireChunk(data as [BaseMessage, Record<string, unknown>]);
}

/**
 * Keeps runs from being traced to LangSmith, whatever the environment says: they are not the user's program. LangChain
 * adds its own tracer only where there is none yet, and the traces of this one go nowhere.
 */
function withoutTraces(): BaseCallbackHandler[] {
  if (!SWITCHES.some((name) => process.env[name] === "true")) {
    return [];
  }
  const drop = () => Promise.resolve();
  return [new LangChainTracer({ client: { createRun: drop, updateRun: drop } })];
}
