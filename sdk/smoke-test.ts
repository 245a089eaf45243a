import * as pulumi from "@pulumi/pulumi";
import { requireProgram } from "./program-start";
import { providerOf } from "./provider";
import type { SmokeTestArgs, SmokeTestResult, SmokeTestOptions } from "./smoke-test-args";
import { providerShell, TYPE_PREFIX } from "../provider/dynamic/shell";
import type { agentInputs } from "./agent";
import { ownerMark, urnOf } from "./owner";
import { propertyPath } from "../provider/helpers/property-path";
import { given, type NotAnOutput, ProgramError, requireUsable } from "./properties";
import { secretPaths } from "./secret-paths";
import { policiesInForce } from "./policies-in-force";

/**
 * Conversations with a deployed agent that have to go as expected. `pulumi up` holds them after it has deployed the agent,
 * and fails with a report if one does not. They run again only after a failure, and when the agent's revision, the cases,
 * the triggers or one of the agent's MCP servers change.
 *
 * They are real runs: they use the model's tokens and call real tools. See docs/smoke-tests.md.
 *
 * @example
 * const search = new deepagents.McpServer("search", { url: "https://mcp.example.com" });
 * const researcher = new deepagents.Agent("researcher", { tools: [{ name: "search", mcpServer: search }] });
 * new deepagents.SmokeTest("researcher", {
 *   agent: researcher,
 *   cases: [
 *     {
 *       name: "cites its sources",
 *       prompt: "Who wrote The Odyssey?",
 *       expect: { contains: "Homer", matches: "https?://", toolsCalled: ["search"], maxSeconds: 60 },
 *     },
 *   ],
 * });
 */
export class SmokeTest extends pulumi.ComponentResource {
  /** Whether every case passed. */
  readonly passed: pulumi.Output<boolean>;
  /** How each case went, in the order of `cases`. */
  readonly results: pulumi.Output<SmokeTestResult[]>;
  /** What was said in each case, as JSON, shortened to its end if it is long. Secret. */
  readonly transcript: pulumi.Output<string>;

  /**
   * @param name the resource's name, unique in the stack
   * @param args which agent is tested, and how
   * @param opts Pulumi's resource options
   */
  constructor(name: string, args: SmokeTestArgs & NotAnOutput, opts?: pulumi.ComponentResourceOptions) {
    requireUsable(`new SmokeTest("${name}")`, args);
    requireProgram();
    requireWholeExpectations(`new SmokeTest("${name}")`, args.cases, ["cases"]);
    const { agent, ...test } = args;
    super("deepagents:index:SmokeTest", name, {}, opts);
    const run = new SmokeTestRun(
      name,
      {
        ...test,
        agentId: agent?.id ?? test.agentId,
        revision: agent?.revision ?? test.revision,
        __mcpServers: agent?.mcpServersUpdatedAt,
      },
      this,
      providerOf(agent ?? this),
    );
    this.passed = run.passed;
    this.results = run.results;
    this.transcript = run.transcript;
    this.registerOutputs({ passed: this.passed, results: this.results, transcript: this.transcript });
  }
}

/** What a run tests: an agent; of a candidate its arguments, and its id if it stays. */
interface Tested {
  agentId?: pulumi.Input<string> | undefined;
  revision?: pulumi.Input<string> | undefined;
  __candidate?: ReturnType<typeof agentInputs>;
  /** The agent that the live one adopts. */
  __adopt?: pulumi.Input<string> | undefined;
}

/** A smoke test as deployed: creating or changing it runs the test. Programs declare it as part of a component. */
export class SmokeTestRun extends pulumi.CustomResource {
  declare readonly passed: pulumi.Output<boolean>;
  declare readonly results: pulumi.Output<SmokeTestResult[]>;
  declare readonly transcript: pulumi.Output<string>;
  declare readonly testedAgentId: pulumi.Output<string>;
  declare readonly testedRevision: pulumi.Output<string>;
  /** Of a candidate that passed: what its live agent may be sent. */
  declare readonly proof: pulumi.Output<unknown>;
  declare readonly __candidate: pulumi.Output<unknown>;

  /**
   * @param parent the component that the program declares, which the test is named after
   * @param provider the agent's
   */
  constructor(
    name: string,
    args: SmokeTestOptions &
      Tested & {
        onFailure?: pulumi.Input<"fail" | "warn"> | undefined;
        __mcpServers: pulumi.Input<Record<string, string>> | undefined;
        __gate?: boolean;
      },
    parent: pulumi.ComponentResource,
    provider: pulumi.ProviderResource | undefined,
  ) {
    super(
      `${TYPE_PREFIX}SmokeTestRun`,
      name,
      {
        ...given(args),
        passed: undefined,
        results: undefined,
        transcript: undefined,
        testedAgentId: undefined,
        testedRevision: undefined,
        proof: undefined,
        __secretPaths: secretPaths(args),
        __urn: urnOf(parent),
        // Not the agent's: an agent of the same name must never be taken for a candidate.
        __owner: ownerMark("SmokeTestRun", name, { parent }, `${name} smoke test`),
        // For the candidate.
        __policies: policiesInForce(),
        __connection: provider?.id,
        __provider: providerShell("smokeTestRun"),
      },
      { parent, additionalSecretOutputs: ["transcript"], ...(provider ? { provider } : {}) },
    );
  }
}

/** What a test of its own may say, and a gate must not. */
const NOT_FOR_A_GATE = ["agent", "agentId", "revision", "onFailure"];

/**
 * Refuses what would let a candidate go live that did not pass, or have another agent tested.
 *
 * @param what the constructor, for messages
 */
export function requireGate(what: string, test: object): void {
  requireUsable(`${what}, smokeTest`, test);
  const found = NOT_FOR_A_GATE.find((name) => (test as Record<string, unknown>)[name] !== undefined);
  if (found !== undefined) {
    throw new ProgramError(
      `${what}: smokeTest.${found} is not for a gate, which tests the candidate and only lets it live if it passes: drop ` +
        "it, or declare a SmokeTest",
    );
  }
  requireWholeExpectations(what, (test as { cases?: unknown }).cases, ["smokeTest", "cases"]);
}

/** Arguments of tool calls: what is undefined in them never reaches the provider, and so would not be expected. */
function requireWholeExpectations(
  what: string,
  value: unknown,
  path: readonly (string | number)[],
  isArgs = false,
): void {
  if (value === undefined && isArgs) {
    throw new ProgramError(
      `${what}: ${propertyPath(path)} is undefined, so nothing would be expected of it: write a value, or leave it out`,
    );
  }
  if (typeof value === "object" && value !== null && !pulumi.Output.isInstance(value) && !(value instanceof Promise)) {
    for (const [key, item] of Object.entries(value)) {
      const step = Array.isArray(value) ? Number(key) : key;
      requireWholeExpectations(what, item, [...path, step], isArgs || isArguments(path, key, item));
    }
  }
}

/** Whether the items of `value` are arguments of a tool, and not `value` itself, which may be left out. */
function isArguments(path: readonly (string | number)[], key: string, value: unknown): boolean {
  return (key === "args" || key === "editedArgs") && path.includes("expect") && value !== undefined;
}
