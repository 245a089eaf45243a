/**
 * The part of npm `deepagents` that is used here. Its own typings are 5,000 lines of inferred state, of which nothing is
 * relied upon: agents are only known when they run.
 */
import { createRequire } from "node:module";
import type { BaseChatModel } from "@langchain/core/language_models/chat_models";
import type { StructuredToolInterface } from "@langchain/core/tools";
import type { BaseCheckpointSaver } from "@langchain/langgraph-checkpoint";
import { type ReactAgent, initChatModel } from "langchain";
import type { BaseCallbackHandler } from "@langchain/core/callbacks/base";
import { LangChainTracer } from "@langchain/core/tracers/tracer_langchain";
import type { ModelOptions } from "../models";
import { RunFailure } from "../run";
import { ScriptedModel } from "./scripted-model";

export interface FileData {
  content: string | string[] | Uint8Array;
  mimeType?: string;
  created_at: string;
  modified_at: string;
}

interface Failure {
  error?: string;
}

/** What a change answers: `filesUpdate` is what the harness then puts into the thread's state; null removes a file. */
export interface FileChange extends Failure {
  path?: string;
  occurrences?: number;
  filesUpdate?: Record<string, FileData | null>;
}

/** A virtual file system; paths are absolute. */
export interface FileBackend {
  ls(path: string): Failure;
  read(path: string, offset?: number, limit?: number): Failure;
  readRaw(path: string): Failure;
  grep(pattern: string, path?: string | null, glob?: string | null, maxCount?: number | null): Failure;
  glob(pattern: string, path?: string): Failure;
  write(path: string, content: string): FileChange;
  edit(path: string, oldText: string, newText: string, all?: boolean): FileChange;
  delete(path: string): FileChange;
}

/** What a file system has besides, when commands can be run where the files are; the harness then offers `execute`. */
export interface CommandRunner {
  id: string;
  execute(command: string): { output: string; exitCode: number; truncated: boolean };
}

/** Whether a person is asked before a tool runs. */
export interface InterruptOn {
  allowedDecisions: ("approve" | "edit" | "reject")[];
  /** Asks only for calls that this is true of. */
  when?: (request: { toolCall: { args: Record<string, unknown> } }) => boolean;
}

export interface AgentParameters {
  name: string;
  model: BaseChatModel;
  systemPrompt: string;
  tools: StructuredToolInterface[];
  interruptOn: Record<string, InterruptOn>;
}

export interface SubagentParameters extends AgentParameters {
  description: string;
}

interface DeepAgents {
  createDeepAgent: (
    parameters: AgentParameters & {
      subagents: SubagentParameters[];
      skills?: string[];
      memory: string[];
      backend: (runtime: { state: unknown }) => FileBackend & Partial<CommandRunner>;
      checkpointer: BaseCheckpointSaver;
    },
  ) => ReactAgent;
  /** Given a state it works on that, and answers changes with a `filesUpdate`. */
  StateBackend: new (runtime: { state: { files: Record<string, FileData> } }) => FileBackend;
}

export const { createDeepAgent, StateBackend } = createRequire(__filename)("deepagents") as DeepAgents;

// What an agent with a sandbox gets here: the tool `execute`, which says that it cannot.

export const NO_SANDBOX: CommandRunner = {
  id: "emulator-without-sandbox",
  execute: (command) => ({
    output: `Error: nothing was executed. The emulator has no sandbox, so that it cannot run: ${command}`,
    exitCode: 126,
    truncated: false,
  }),
};

// Runs are not the user's program: whatever the environment says, they are not traced to LangSmith.

/** What LangChain looks at, each time that something runs. */
const SWITCHES = ["LANGSMITH_TRACING_V2", "LANGCHAIN_TRACING_V2", "LANGSMITH_TRACING", "LANGCHAIN_TRACING"];

/** LangChain adds its own tracer only where there is none yet: this one's traces go nowhere. */
export function withoutTraces(): BaseCallbackHandler[] {
  if (!SWITCHES.some((name) => process.env[name] === "true")) {
    return [];
  }
  const drop = () => Promise.resolve();
  return [new LangChainTracer({ client: { createRun: drop, updateRun: drop } })];
}

// The chat model of an agent or subagent.

export async function createModel(options: ModelOptions, agent: string, modelId: string): Promise<BaseChatModel> {
  if (options.mode === "scripted") {
    return new ScriptedModel({ agent, modelId, script: options.script });
  }
  if (!modelId.includes(":")) {
    throw new RunFailure(
      "ModelError",
      `Set the agent's model_id to '{provider}:{model}', for example 'openai:gpt-5.4-mini': '${modelId}' names no provider`,
    );
  }
  try {
    return await initChatModel(modelId);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new RunFailure(
      "ModelError",
      `'${modelId}' cannot be used: ${reason} (--models live needs the provider's LangChain package beside ` +
        "pulumi-deepagents, and its API key in the environment of the emulator)",
    );
  }
}
