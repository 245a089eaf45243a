/**
 * What the SDK says of a run of a smoke test, as `check` sees it. Either a deployed agent is tested, `agentId` in
 * `revision`; or `__candidate`, an agent that is made for the test and deleted when it passed.
 */
import * as z from "zod";
import { MAX_CHARACTERS } from "../limits";
import type { AgentInputs } from "./agent";
import { argumentsOf } from "./arguments";
import { smokeTestFields } from "./smoke-test";
import { choice, longerThan, required } from "./text";

const value = (what: string): z.ZodOptional<z.ZodString> => required(what, longerThan(MAX_CHARACTERS.id)).optional();

export const SmokeTestRunInputsSchema = argumentsOf({
  agentId: value("the id of the agent to test, or pass `agent`"),
  revision: value("the agent's revision, or pass `agent`"),
  ...smokeTestFields,
  triggers: z.array(z.unknown(), "must be a list of values").optional(),
  onFailure: choice(["fail", "warn"]).optional(),
  // An agent's own inputs, and checked as such.
  __candidate: z.custom<AgentInputs>().optional(),
  /** When the MCP servers of the agent's tools were last changed, by their URL. */
  __mcpServers: z.record(z.string(), z.string()).optional(),
  /** Whether an agent waits for the test to pass before it is changed. */
  __gate: z.boolean().optional(),
  /** The URN of what the program declares: the test, or the agent behind it. */
  __urn: z.string(),
  /** The mark that the test's threads and its candidate carry. */
  __owner: z.string(),
});
export type SmokeTestRunInputs = z.infer<typeof SmokeTestRunInputsSchema>;
