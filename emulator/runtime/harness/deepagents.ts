/**
 * Types for the part of the npm package `deepagents` that is used here. Its own typings are 5,000 lines of inferred
 * state, which do not help: agents are known only at run time.
 */
import { createRequire } from "node:module";
import type { BaseChatModel } from "@langchain/core/language_models/chat_models";
import type { StructuredToolInterface } from "@langchain/core/tools";
import type { BaseCheckpointSaver } from "@langchain/langgraph-checkpoint";
import type { ReactAgent } from "langchain";

export interface FileData {
  content: string | string[] | Uint8Array;
  mimeType?: string;
  created_at: string;
  modified_at: string;
}

interface Failure {
  error?: string;
}

/** The result of a change. The harness puts `filesUpdate` into the thread's state; null removes a file. */
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

/** What a file system has in addition if commands can be run in it. The harness then offers `execute`. */
export interface CommandRunner {
  id: string;
  execute(command: string): { output: string; exitCode: number; truncated: boolean };
}

/** Whether a person is asked before a tool runs. */
export interface InterruptOn {
  allowedDecisions: ("approve" | "edit" | "reject")[];
  /** Asks only about calls for which this returns true. */
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
  /** Works on the given state, and returns changes as a `filesUpdate`. */
  StateBackend: new (runtime: { state: { files: Record<string, FileData> } }) => FileBackend;
}

export const { createDeepAgent, StateBackend } = createRequire(__filename)("deepagents") as DeepAgents;
