/** The arguments of a smoke test, and its results. */
import type * as pulumi from "@pulumi/pulumi";
import type { Agent } from "./agent";

type Texts = pulumi.Input<string> | pulumi.Input<pulumi.Input<string>[]>;

/**
 * A tool call that has to be made.
 *
 * @example
 * const call: deepagents.ExpectedToolCallArgs = { name: "search_notes", args: { query: "parking" } };
 */
export interface ExpectedToolCallArgs {
  /** The tool's name. */
  name: pulumi.Input<string>;
  /** Arguments that the call has to have; it may have others. */
  args?: pulumi.Input<Record<string, pulumi.Input<unknown>>> | undefined;
}

/**
 * A call that has to wait for a person, and what the test answers in that person's place. The conversation then goes on.
 *
 * @example
 * const refund: deepagents.ExpectedInterruptArgs = { tool: "refund", decision: "reject", message: "Too expensive." };
 */
export interface ExpectedInterruptArgs {
  /** The tool whose call waits. */
  tool: pulumi.Input<string>;
  /** Arguments that the call has to have; it may have others. Default: any call of the tool. */
  args?: pulumi.Input<Record<string, pulumi.Input<unknown>>> | undefined;
  /** The answer; `edit` has the tool called with `editedArgs` instead. */
  decision: pulumi.Input<"approve" | "edit" | "reject">;
  /** The arguments that the tool is called with, for `decision: "edit"`. */
  editedArgs?: pulumi.Input<Record<string, pulumi.Input<unknown>>> | undefined;
  /** What the agent is told when the call is rejected. */
  message?: pulumi.Input<string> | undefined;
}

/**
 * What a case expects of the agent. All of its expectations have to be met. A run that ends with an error never passes.
 *
 * @example
 * const expect: deepagents.ExpectationsArgs = { matches: "(?i)level 2", toolsCalled: ["search_notes"], maxSeconds: 30 };
 */
export interface ExpectationsArgs {
  /** Texts that the last reply contains; letter case matters. */
  contains?: Texts | undefined;
  /** Texts that the last reply does not contain. */
  notContains?: Texts | undefined;
  /** Regular expressions (JavaScript's, with the flag `u`) that match the last reply; `(?i)` at the start ignores letter case. */
  matches?: Texts | undefined;
  /** The last reply, without the white space around it; `""` if the agent should say nothing. */
  equals?: pulumi.Input<string> | undefined;
  /** The JSON Schema (draft 07, or 2020-12 if `$schema` says so) of the last reply, which has to be JSON. */
  jsonSchema?: pulumi.Input<Record<string, unknown>> | undefined;
  /** Tools that the agent calls, by name, or by name and arguments. Two entries want two calls. */
  toolsCalled?: pulumi.Input<pulumi.Input<string | ExpectedToolCallArgs>[]> | undefined;
  /** Whether the calls come in the order of `toolsCalled`. Default: `false`. */
  inOrder?: pulumi.Input<boolean> | undefined;
  /** Tools that the agent does not call. */
  toolsNotCalled?: pulumi.Input<pulumi.Input<string>[]> | undefined;
  /** Subagents that the agent delegates to. */
  subagentsUsed?: pulumi.Input<pulumi.Input<string>[]> | undefined;
  /** Files that the agent writes, by path. */
  filesWritten?: pulumi.Input<pulumi.Input<string>[]> | undefined;
  /**
   * Calls that wait for a person's approval. Each entry answers one, the first that its tool and arguments fit; a call that
   * none fits ends the case as a failure. `[]` for none.
   */
  interrupts?: pulumi.Input<pulumi.Input<ExpectedInterruptArgs>[]> | undefined;
  /** The longest that the agent may take, in seconds, from each message to the end of the answer. */
  maxSeconds?: pulumi.Input<number> | undefined;
  /** The most tool calls. */
  maxToolCalls?: pulumi.Input<number> | undefined;
  /** The most tokens, where the model reports them. */
  maxTokens?: pulumi.Input<number> | undefined;
}

/**
 * One conversation with the agent, on a thread of its own. `prompt` or `turns` is what the person says.
 *
 * @example
 * const parking: deepagents.SmokeTestCaseArgs = {
 *   name: "knows where guests park",
 *   turns: ["Where can guests park?", "And where can they ask?"],
 *   expect: { contains: "reception" },
 * };
 */
export interface SmokeTestCaseArgs {
  /** Says what the case shows. Unique in the test. */
  name: pulumi.Input<string>;
  /** What the person says. */
  prompt?: pulumi.Input<string> | undefined;
  /** What the person says in each turn, after the reply to the turn before. */
  turns?: pulumi.Input<pulumi.Input<string>[]> | undefined;
  /** What the agent has to do. Default: answer without an error. */
  expect?: pulumi.Input<ExpectationsArgs> | undefined;
}

/**
 * What is tested and how, whichever agent is tested.
 *
 * @example
 * const options: deepagents.SmokeTestOptions = {
 *   cases: [{ name: "greets", prompt: "Hello." }],
 *   timeoutSeconds: 60,
 *   retries: 1,
 * };
 */
export interface SmokeTestOptions {
  /** The conversations. */
  cases: pulumi.Input<pulumi.Input<SmokeTestCaseArgs>[]>;
  /** How long one case may take, in seconds (1 to 3600). Default: 120. */
  timeoutSeconds?: pulumi.Input<number> | undefined;
  /** How many cases run at once (1 to 64). Default: 4. */
  concurrency?: pulumi.Input<number> | undefined;
  /** How often a case that fails is tried again (0 to 10). Default: 0. */
  retries?: pulumi.Input<number> | undefined;
  /**
   * Which threads are kept for inspection: none, those of failed cases, or all. With `never` and `onFailure` the next run
   * deletes what the last one kept; `pulumi destroy` deletes all of them. Default: `onFailure`.
   */
  keepThreads?: pulumi.Input<"never" | "onFailure" | "always"> | undefined;
  /** Values of your own: when one of them changes, the test runs again. */
  triggers?: pulumi.Input<pulumi.Input<unknown>[]> | undefined;
}

/**
 * Which agent is tested: `agent`, or `agentId` and `revision`.
 *
 * @example
 * const platform = new pulumi.StackReference("acme/platform/prod");
 * const tested: deepagents.TestedAgentArgs = {
 *   agentId: platform.requireOutput("agentId"),
 *   revision: platform.requireOutput("revision"),
 * };
 * new deepagents.SmokeTest("assistant", { ...tested, cases: [{ name: "greets", prompt: "Hello." }] });
 */
export type TestedAgentArgs =
  | {
      /** An agent of this program. The test also runs again when a server that a tool names as `mcpServer` changes. */
      agent: Agent;
      agentId?: undefined;
      revision?: undefined;
    }
  | {
      /** The agent's id. */
      agentId: pulumi.Input<string>;
      /** The agent's revision: a new one runs the test again. */
      revision: pulumi.Input<string>;
      agent?: undefined;
    };

/**
 * Arguments of `SmokeTest`.
 *
 * @example
 * const agent = new deepagents.Agent("assistant");
 * const args: deepagents.SmokeTestArgs = { agent, cases: [{ name: "greets", prompt: "Hello." }], onFailure: "warn" };
 * const test = new deepagents.SmokeTest("assistant", args);
 */
export type SmokeTestArgs = SmokeTestOptions &
  TestedAgentArgs & {
    /** Whether a case that fails also fails the update, or is only recorded and reported. Default: `fail`. */
    onFailure?: pulumi.Input<"fail" | "warn"> | undefined;
  };

/**
 * How a case went.
 *
 * @example
 * const agent = new deepagents.Agent("assistant");
 * const test = new deepagents.SmokeTest("assistant", { agent, cases: [{ name: "greets", prompt: "Hello." }] });
 * export const slow = test.results.apply((results: deepagents.SmokeTestResult[]) =>
 *   results.filter((result) => result.durationSeconds > 10).map((result) => result.name),
 * );
 */
export interface SmokeTestResult {
  name: string;
  /**
   * `passed`; `failed` when the agent did not answer as expected; `agentError` when its run ended with an error;
   * `timedOut`, `brokenStream`, `apiError`, `agentGone` or `cancelled` when there was no answer to check.
   */
  outcome: "passed" | "failed" | "agentError" | "timedOut" | "brokenStream" | "apiError" | "agentGone" | "cancelled";
  /** Names of the expectations that were not met. */
  failed: string[];
  /** How often the case was tried. The other values are those of the last attempt. */
  attempts: number;
  durationSeconds: number;
  threadId?: string;
  /** Whether the thread was kept. */
  threadKept: boolean;
  runIds: string[];
  toolCalls: number;
  /** Tokens used, where the model reports them. */
  tokens?: number;
}
