/** The rules across fields, by resource. */
import { approvalsAgree } from "./approvals";
import { sandboxOptionsFitBackend } from "./backend";
import { noDuplicates } from "./duplicates";
import { filesHaveOneWriter } from "./file-claims";
import { headersCanBeSent } from "./headers";
import { interruptKeysMatchTools } from "./interrupt-keys";
import { serverUsesOAuth } from "./mcp-connection";
import { oauthFieldsBelongTogether } from "./oauth";
import { pathsAreRelative } from "./paths";
import { extrasAreNotReserved } from "./reserved-extras";
import type { Rule } from "./rule";
import { caseNamesDiffer, casesSaySomething, expectationsAgree } from "./smoke-test";
import { keptThreadsHaveAnAgent, testsAnAgent } from "./smoke-test-run";

export const AGENT_RULES: readonly Rule[] = [
  noDuplicates,
  interruptKeysMatchTools,
  approvalsAgree,
  sandboxOptionsFitBackend,
  pathsAreRelative,
  filesHaveOneWriter,
  extrasAreNotReserved,
];

export const MCP_SERVER_RULES: readonly Rule[] = [headersCanBeSent, oauthFieldsBelongTogether];

export const MCP_CONNECTION_RULES: readonly Rule[] = [serverUsesOAuth];

/** For the inputs of the resource and for a cases file. */
export const SMOKE_TEST_RULES: readonly Rule[] = [caseNamesDiffer, casesSaySomething, expectationsAgree];

export const SMOKE_TEST_RUN_RULES: readonly Rule[] = [testsAnAgent, keptThreadsHaveAnAgent, ...SMOKE_TEST_RULES];
