import * as pulumi from "@pulumi/pulumi";
import { providerShell, TYPE_PREFIX } from "../provider/dynamic/shell";
import type { agentInputs } from "./agent";
import { ownerMark, urnOf } from "./owner";
import { policiesInForce } from "./policies-in-force";
import type { SmokeTestOptions, SmokeTestResult } from "./smoke-test-args";

/** What a run is about: an agent that is there, or one to make for the test. */
type Tested =
  | { agentId: pulumi.Input<string> | undefined; revision: pulumi.Input<string> | undefined }
  | { __candidate: ReturnType<typeof agentInputs> };

/** A smoke test as deployed: made and changed by running it. Programs declare it as part of a component. */
export class SmokeTestRun extends pulumi.CustomResource {
  declare readonly passed: pulumi.Output<boolean>;
  declare readonly results: pulumi.Output<SmokeTestResult[]>;
  declare readonly transcript: pulumi.Output<string>;
  declare readonly testedAgentId: pulumi.Output<string>;
  declare readonly testedRevision: pulumi.Output<string>;

  /**
   * @param parent the component that the program declares: the test is called after it
   * @param connection that of the agent
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
    connection: pulumi.ProviderResource | undefined,
  ) {
    super(
      `${TYPE_PREFIX}SmokeTestRun`,
      name,
      {
        ...args,
        passed: undefined,
        results: undefined,
        transcript: undefined,
        testedAgentId: undefined,
        testedRevision: undefined,
        __urn: urnOf(parent),
        // Its own: beside it may be an agent of the same name, which must never be taken for a candidate.
        __owner: ownerMark(`${name} smoke test`, { parent }),
        // For the candidate.
        __policies: policiesInForce(),
        __connection: connection?.id,
        __provider: providerShell("smokeTestRun"),
      },
      { parent, additionalSecretOutputs: ["transcript"], ...(connection ? { provider: connection } : {}) },
    );
  }
}
