import * as pulumi from "@pulumi/pulumi";
import { Agent, type AgentArgs, agentInputs } from "./agent";
import { orDefault, type NotAnOutput, requireUsable } from "./properties";
import { providerOf } from "./provider";
import type { SmokeTestOptions, SmokeTestResult } from "./smoke-test-args";
import { requireGate, SmokeTestRun } from "./smoke-test";
import { mcpServerTimes } from "./tool-inputs";

/**
 * Arguments of {@link GatedAgent}: those of an agent, and the test that it has to pass.
 *
 * @example
 * const args: deepagents.GatedAgentArgs = {
 *   systemPrompt: "You run the bookshop.",
 *   smokeTest: { cases: [{ name: "greets", prompt: "Hello." }] },
 *   keepCandidate: true,
 * };
 * const assistant = new deepagents.GatedAgent("assistant", args);
 */
export interface GatedAgentArgs extends AgentArgs {
  /** What the candidate has to pass before the live agent is changed. */
  smokeTest: SmokeTestOptions & NotAnOutput;
  /**
   * Whether the candidate stays, as an agent of the stack like any other. Otherwise each test creates a new one and
   * deletes it once it has passed, so nobody mistakes it for the live agent, and earlier tests cannot influence it.
   *
   * Default: `false`.
   */
  keepCandidate?: boolean | undefined;
}

/**
 * An agent that is changed only after a candidate, created from the same arguments, has passed a smoke test. If the
 * candidate fails, `pulumi up` fails with a report, and the live agent stays as it is.
 *
 * The candidate has the agent's name with `-candidate` at the end, and uses the same MCP servers. A change of these (a
 * rotated header) is live at once; the test then shows whether the tools can still be called.
 *
 * @example
 * const orders = new deepagents.McpServer("orders", { url: "https://orders.example.com/mcp" });
 * const support = new deepagents.GatedAgent("support", {
 *   model: "anthropic:claude-sonnet-4-6",
 *   systemPrompt: "You answer questions about orders. Ask before you refund.",
 *   tools: [{ name: "refund", mcpServer: orders, requireApproval: true }],
 *   smokeTest: {
 *     cases: [
 *       {
 *         name: "asks before a refund",
 *         prompt: "Refund order 17.",
 *         expect: { interrupts: [{ tool: "refund", decision: "reject" }] },
 *       },
 *     ],
 *   },
 * });
 * export const agentId = support.agent.id;
 */
export class GatedAgent extends pulumi.ComponentResource {
  /** The live agent. */
  readonly agent: Agent;
  /** The live agent's id. */
  readonly id: pulumi.Output<string>;
  /** The live agent's revision. */
  readonly revision: pulumi.Output<string>;
  /** The id of the candidate that was tested last. Without `keepCandidate` it is deleted once it has passed. */
  readonly candidateId: pulumi.Output<string>;
  /** The revision of the candidate that was tested last. */
  readonly candidateRevision: pulumi.Output<string>;
  /** How each case of the test went, in the order of `cases`. */
  readonly results: pulumi.Output<SmokeTestResult[]>;
  /** What was said in each case, as JSON, shortened to its end if it is long. Secret. */
  readonly transcript: pulumi.Output<string>;

  /**
   * @param name the resource's name, unique in the stack; the live agent's, too
   * @param args what the agent is, and the test that it has to pass
   * @param opts Pulumi's resource options
   */
  constructor(name: string, args: GatedAgentArgs & NotAnOutput, opts?: pulumi.ComponentResourceOptions) {
    requireUsable(`new GatedAgent("${name}")`, args);
    requireGate(`new GatedAgent("${name}")`, args.smokeTest);
    super("deepagents:index:GatedAgent", name, {}, opts);
    const { smokeTest, keepCandidate = false, ...agentArgs } = args;
    const { adopt, onDelete: _, ...shared } = agentArgs;
    const candidateArgs = { ...shared, name: pulumi.output(orDefault(args.name, name)).apply(nameOfCandidate) };
    const test = { ...smokeTest, __mcpServers: mcpServerTimes(args), __gate: true };
    const kept = keepCandidate ? new Agent(`${name}-candidate`, candidateArgs, { parent: this }) : undefined;
    const tested = {
      agentId: kept?.id,
      revision: kept?.revision,
      __candidate: agentInputs(`new GatedAgent("${name}")`, candidateArgs),
      __adopt: adopt,
    };
    const run = new SmokeTestRun(name, { ...test, ...tested }, this, providerOf(this));
    const live = { ...agentArgs, __proof: proofOf(run) };
    this.agent = new Agent(name, live, {
      parent: this,
      dependsOn: run,
      // An agent of the program that becomes a gated one stays the same agent.
      aliases: [{ parent: opts?.parent ?? pulumi.rootStackResource }],
    });
    this.id = this.agent.id;
    this.revision = this.agent.revision;
    this.candidateId = run.testedAgentId;
    this.candidateRevision = run.testedRevision;
    this.results = run.results;
    this.transcript = run.transcript;
    this.registerOutputs({
      agentId: this.id,
      revision: this.revision,
      candidateId: this.candidateId,
      candidateRevision: this.candidateRevision,
      results: this.results,
      transcript: this.transcript,
    });
  }
}

/** The API's limit, in characters. */
const LONGEST_NAME = 256;

/** Also where the live agent's name leaves no room for more. */
function nameOfCandidate(live: string): string {
  const suffix = "-candidate";
  return live.slice(0, LONGEST_NAME - suffix.length) + suffix;
}

/** What the live agent may be sent. A test of an earlier version left no proof: where it passed, its arguments are one. */
function proofOf({ proof, passed, __candidate }: SmokeTestRun): pulumi.Output<unknown> {
  return proof.apply(
    (left) =>
      left ??
      pulumi
        .all([passed, __candidate])
        .apply(([hasPassed, candidate]) => (hasPassed && candidate !== undefined ? { candidate } : undefined)),
  );
}
