/** One run of a smoke test, of the agent that the inputs name or of a candidate that exists only for the test. */
import type { Api } from "../../client";
import { ownerIn } from "../../inputs/owner";
import type { SmokeTestRunInputs } from "../../inputs/smoke-test";
import { counted, deleteTestThreads, failureText, runSmokeTest, type SmokeReport } from "../../smoke";
import { agent } from "../agent/agent";
import { PartialFailure } from "../errors";
import type { Context, Properties } from "../resource";
import { isExpected } from "../session";
import { metadataOf, nameOf, type Outputs, outputsOf, stateOf } from "./state";

/**
 * Runs the test and returns the resulting state.
 *
 * @throws PartialFailure when the test did not pass, unless `onFailure` is `warn`; also when it could not be completed,
 *   because a candidate may be left
 */
export async function run(context: Context, id: string, inputs: SmokeTestRunInputs): Promise<Properties> {
  if (inputs.__candidate) {
    await deleteCandidates(context.api, inputs);
  }
  const tested = inputs.__candidate
    ? await createCandidate(context, inputs)
    : { agentId: String(inputs.agentId), revision: inputs.revision };
  let outputs: Outputs = { ...NOTHING, testedAgentId: tested.agentId, testedRevision: tested.revision };
  try {
    const report = await runSmokeTest(context.connect, { ...inputs, ...tested, ...optionsOf(context, inputs) });
    outputs = outputsOf(report);
    if (inputs.__candidate && (report.passed || context.signal.aborted)) {
      await deleteOrSay(context, inputs);
    }
    if (!report.passed) {
      context.log(`${nameOf(inputs)}: ${failureText(report)}`);
    }
    if (!report.passed && inputs.onFailure !== "warn") {
      throw new PartialFailure(summary(report, inputs), id, stateOf(inputs, outputs));
    }
    return stateOf(inputs, outputs);
  } catch (error) {
    if (error instanceof PartialFailure || !isExpected(error)) {
      throw error;
    }
    throw new PartialFailure(error.message, id, stateOf(inputs, { ...outputs, passed: false }));
  }
}

const NOTHING = { passed: false, results: [], transcript: "[]" } as const;

function optionsOf({ log, signal }: Context, inputs: SmokeTestRunInputs) {
  const prefixed = (line: string): void => log(`${nameOf(inputs)}: ${line}`);
  return { metadata: metadataOf(inputs), log: prefixed, signal };
}

/** The message that fails the update and stays in the state. It quotes nothing; only the printed report does. */
function summary({ cases, agentId }: SmokeReport, { __candidate, __gate }: SmokeTestRunInputs): string {
  const failed = cases.filter(({ outcome }) => outcome !== "passed");
  const lines = failed.map(({ name, outcome, failures, threadId, threadKept }) => {
    const what = outcome === "failed" ? failures.map(({ expectation }) => expectation).join(", ") : outcome;
    return `  ${name}: ${what}${threadKept && threadId !== undefined ? ` (thread ${threadId})` : ""}`;
  });
  return [
    `${String(failed.length)} of ${counted(cases.length, "case")} of the smoke test did not pass:`,
    ...lines,
    "The report is in the output of this update.",
    ...(__gate === true ? ["The live agent was not changed."] : []),
    ...(__candidate ? [`The candidate that failed is ${agentId}, until the next run.`] : []),
    "The next `pulumi up` runs the test again.",
  ].join("\n");
}

/**
 * Creates the agent to test. It is a new one each time, because one that was tested before may have written files. It
 * carries the mark of the test, so that the next run finds what a crash left behind.
 */
async function createCandidate(
  context: Context,
  { __candidate, __owner }: SmokeTestRunInputs,
): Promise<{ agentId: string; revision: string }> {
  const { id, state } = await agent.create(context, { ...__candidate, __owner });
  return { agentId: id, revision: String(state.revision) };
}

/** A candidate that cannot be deleted says nothing about the test. */
async function deleteOrSay(context: Context, inputs: SmokeTestRunInputs): Promise<void> {
  try {
    await deleteCandidates(context.connect(), inputs);
  } catch (error) {
    if (!isExpected(error)) {
      throw error;
    }
    context.log(`${nameOf(inputs)}: the candidate could not be deleted (the next run tries again): ${error.message}`);
  }
}

/** Deletes the test's candidates and what is left of their threads. */
export async function deleteCandidates(api: Api, inputs: SmokeTestRunInputs): Promise<void> {
  const found: string[] = [];
  for await (const { id, extras } of api.agents.list()) {
    if (ownerIn(extras) === inputs.__owner) {
      found.push(id);
    }
  }
  for (const id of found) {
    await deleteTestThreads(api, id, metadataOf(inputs));
    await api.agents.delete(id);
  }
}
