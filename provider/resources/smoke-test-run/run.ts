/** One run of a smoke test, of the agent that the inputs name or of a candidate that exists only for the test. */
import { isDeepStrictEqual } from "node:util";
import type { Api } from "../../client";
import { findOrUndefined } from "../../client/errors";
import type { AgentInputs } from "../../inputs/agent";
import { ownerIn } from "../../inputs/owner";
import { isTemporary, type SmokeTestRunInputs } from "../../inputs/smoke-test";
import { counted, deleteTestThreads, failureText, runSmokeTest, setMemory, type SmokeReport } from "../../smoke";
import { agent } from "../agent/agent";
import { inputsFrom } from "../agent/groups";
import { proofOf } from "../agent/proof";
import { withFrontMatterOf } from "../agent/subagents-and-skills";
import { AGENT } from "../agent/take-over";
import { PartialFailure } from "../errors";
import type { Context, Properties } from "../resource";
import { isExpected } from "../session";
import { change } from "../take-over";
import { metadataOf, nameOf, type Outputs, outputsOf, stateOf } from "./state";

/**
 * Runs the test and returns the resulting state.
 *
 * @param before the inputs of the last run
 * @throws PartialFailure when the test did not pass, unless `onFailure` is `warn`; also when it could not be completed,
 *   because a candidate may be left
 */
export async function run(
  context: Context,
  id: string,
  inputs: SmokeTestRunInputs,
  before?: SmokeTestRunInputs,
): Promise<Properties> {
  if (isTemporary(inputs)) {
    await deleteCandidates(context.api, inputs);
  }
  const tested = await testedAgent(context, inputs);
  let outputs: Outputs = { ...NOTHING, testedAgentId: tested.agentId, testedRevision: tested.revision };
  try {
    const report = await runSmokeTest(context.connect, { ...inputs, ...tested, ...optionsOf(context, inputs) });
    const proof = report.passed && inputs.__candidate ? { proof: proofOf(inputs.__candidate) } : {};
    outputs = { ...outputsOf(report), ...proof };
    if (isTemporary(inputs) && (report.passed || context.signal.aborted)) {
      await deleteOrSay(context, inputs);
    }
    if (!report.passed) {
      context.logWithUrls(`${nameOf(inputs)}: ${failureText(report)}`);
    }
    if (!report.passed && inputs.onFailure !== "warn") {
      throw new PartialFailure(summary(report, inputs, before), id, stateOf(inputs, outputs));
    }
    return stateOf(inputs, outputs);
  } catch (error) {
    if (error instanceof PartialFailure || !isExpected(error)) {
      throw error;
    }
    throw new PartialFailure(error.message, id, stateOf(inputs, { ...outputs, passed: false, proof: undefined }));
  }
}

const NOTHING = { passed: false, results: [], transcript: "[]" } as const;

function optionsOf({ log, signal }: Context, inputs: SmokeTestRunInputs) {
  const prefixed = (line: string): void => log(`${nameOf(inputs)}: ${line}`);
  return { isCandidate: inputs.__candidate !== undefined, metadata: metadataOf(inputs), log: prefixed, signal };
}

/** The message that fails the update and stays in the state. It quotes nothing; only the printed report does. */
function summary({ cases, agentId }: SmokeReport, inputs: SmokeTestRunInputs, before?: SmokeTestRunInputs): string {
  const failed = cases.filter(({ outcome }) => outcome !== "passed");
  const lines = failed.map(({ name, outcome, failures, threadId, threadKept }) => {
    const what = outcome === "failed" ? failures.map(({ expectation }) => expectation).join(", ") : outcome;
    return `  ${name}: ${what}${threadKept && threadId !== undefined ? ` (thread ${threadId})` : ""}`;
  });
  return [
    `${String(failed.length)} of ${counted(cases.length, "case")} of the smoke test did not pass:`,
    ...lines,
    "The report is in the output of this update.",
    ...(inputs.__gate === true ? [aboutLive(inputs, before)] : []),
    ...(isTemporary(inputs) ? [`The candidate that failed is ${agentId}, until the next run.`] : []),
    "The next `pulumi up` runs the test again.",
  ].join("\n");
}

function aboutLive({ __mcpServers: now = {} }: SmokeTestRunInputs, before: SmokeTestRunInputs | undefined): string {
  const changed = before !== undefined && !isDeepStrictEqual(before.__mcpServers ?? {}, now);
  return changed
    ? "The live agent was not changed, but an MCP server of its tools was, before this test."
    : "If there is a live agent, it was not changed.";
}

/** The agent that is tested; a candidate is what its arguments say, whatever anybody has made of it. */
async function testedAgent(
  context: Context,
  inputs: SmokeTestRunInputs,
): Promise<{ agentId: string; revision: string | undefined }> {
  const { __candidate: candidate, __owner, agentId, revision } = inputs;
  if (candidate === undefined) {
    return { agentId: String(agentId), revision };
  }
  const unset = await unsetOf(context, inputs);
  const wanted = {
    ...unset,
    ...candidate,
    ...(candidate.skills ? { skills: withFrontMatterOf(unset.skills, candidate.skills) } : {}),
  };
  if (agentId === undefined) {
    // A new one each time, because one that was tested before may have written files. With the mark of the test, the next
    // run finds what a crash left behind.
    const { id, state } = await agent.create(context, { ...wanted, __owner });
    return { agentId: id, revision: String(state.revision) };
  }
  const found = await context.api.agents.get(agentId, { includeFiles: true });
  const before = inputsFrom(found);
  const forgetful = await setMemory(context.api, found, {});
  const updated = await change(AGENT, context, agentId, before, { ...wanted, __owner: before.__owner });
  if (updated) {
    context.log(`${nameOf(inputs)}: the candidate was not what the program says, and is now`);
  }
  return { agentId, revision: (updated ?? forgetful ?? found).revision };
}

/**
 * What the live agent will have besides what the program sets: adopted, it keeps that. Not the mark, nor permissions, nor
 * what the agent remembers.
 */
async function unsetOf({ api }: Context, { __adopt: id }: SmokeTestRunInputs): Promise<Partial<AgentInputs>> {
  const found = id === undefined ? undefined : await findOrUndefined(api.agents.get(id, { includeFiles: true }));
  if (!found) {
    return {};
  }
  const { __owner: _, permissions: __, ...others } = inputsFrom(found);
  return others;
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
