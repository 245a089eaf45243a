/**
 * What a gate has tested. The test of a candidate leaves a proof: for each part of it a hash of what it means, with a salt
 * of its own, so that nothing can be read in it. The live agent is only sent what the proof covers.
 *
 * This prevents accidents (`--target`, a transform, an edit in the middle), and not somebody who forges a proof.
 */
import { createHash, randomBytes } from "node:crypto";
import { isDeepStrictEqual } from "node:util";
import { hasUnknown } from "../../helpers/json";
import type { AgentInputs } from "../../inputs/agent";
import { normalFiles } from "./files";
import { type GroupName, meaningOf, NAMES, propertiesOf } from "./groups";

/** What of an agent is tested: all but its name, and the mark. */
type Part = Exclude<GroupName, "name"> | "files";

const PARTS: readonly Part[] = [...NAMES.filter((name) => name !== "name"), "files"];

export interface Proof {
  readonly salt: string;
  readonly hashes: Readonly<Partial<Record<Part, string>>>;
}

/** What an earlier version left: its test passed, with these arguments. */
export interface OldProof {
  readonly candidate: AgentInputs;
}

export function proofOf(tested: AgentInputs): Proof {
  const salt = randomBytes(16).toString("hex");
  return { salt, hashes: Object.fromEntries(PARTS.map((part) => [part, hashOf(salt, meaning(part, tested))])) };
}

/**
 * The arguments that a change to `inputs` would send, and that no test has passed. What is not known yet is not judged.
 *
 * @param before the inputs that the agent has; nothing if it is to be created
 */
export function untested(
  proof: Proof | OldProof | undefined,
  before: AgentInputs | undefined,
  inputs: AgentInputs,
): (keyof AgentInputs)[] {
  const parts = PARTS.filter((part) => {
    const isSent = before === undefined || !isDeepStrictEqual(meaning(part, before), meaning(part, inputs));
    const isKnown = !hasUnknown(propertiesIn(part).map((property) => inputs[property]));
    return isSent && isKnown && !covers(proof, part, inputs);
  });
  return parts.flatMap((part) => argumentsOf(part, inputs));
}

function covers(proof: Proof | OldProof | undefined, part: Part, inputs: AgentInputs): boolean {
  if (proof === undefined) {
    return false;
  }
  return "candidate" in proof
    ? isDeepStrictEqual(meaning(part, proof.candidate), meaning(part, inputs))
    : proof.hashes[part] === hashOf(proof.salt, meaning(part, inputs));
}

function meaning(part: Part, { __owner: _, ...inputs }: AgentInputs): unknown {
  return part === "files" ? normalFiles(inputs.files) : meaningOf(part, inputs);
}

/** Those of a part that the program sets; all, where it sets none of them any more. */
function argumentsOf(part: Part, inputs: AgentInputs): (keyof AgentInputs)[] {
  const all = propertiesIn(part);
  const set = all.filter((property) => inputs[property] !== undefined);
  return set.length > 0 ? set : [...all];
}

function propertiesIn(part: Part): readonly (keyof AgentInputs)[] {
  return part === "files" ? ["files"] : propertiesOf(part).filter((property) => property !== "__owner");
}

function hashOf(salt: string, value: unknown): string {
  // With the keys in order, so that what is equal has one text.
  const text = JSON.stringify({ value }, (_, item: unknown) =>
    typeof item === "object" && item !== null && !Array.isArray(item)
      ? Object.fromEntries(Object.entries(item).sort(([a], [b]) => (a < b ? -1 : 1)))
      : item,
  );
  return createHash("sha256").update(salt).update(text).digest("hex");
}
