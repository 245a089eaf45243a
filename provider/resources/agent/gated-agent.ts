/** The live agent of a gate: an agent that is only sent what its candidate was tested with. */
import { UNKNOWN } from "../../helpers/json";
import { GatedAgentInputsSchema } from "../../inputs/agent";
import { ExpectedError } from "../errors";
import { type AdoptingResource, inputsReader, type Properties } from "../resource";
import { agent } from "./agent";
import { type OldProof, type Proof, untested } from "./proof";

/** The input `__proof` reaches `create` and `update`; no state has it, and it is never a change. */
export const gatedAgent: AdoptingResource = {
  ...agent,
  schema: GatedAgentInputsSchema,

  check: ({ __proof: _, ...inputs }, policies, old) => agent.check(inputs, policies, old),

  checkCreation: (properties) => refusals(undefined, properties),

  diff(id, state, properties) {
    const diff = agent.diff(id, state, properties);
    if (diff.changes) {
      requireProof(state, properties);
    }
    return diff;
  },

  create(context, properties) {
    requireProof(undefined, properties);
    return agent.create(context, properties);
  },

  update(context, id, state, properties) {
    requireProof(state, properties);
    return agent.update(context, id, state, properties);
  },
};

const inputsOf = inputsReader(GatedAgentInputsSchema);

/** @throws ExpectedError when something would be sent that no test has passed */
function requireProof(state: Properties | undefined, properties: Properties): void {
  const [refusal] = refusals(state, properties);
  if (refusal !== undefined) {
    throw new ExpectedError(refusal);
  }
}

function refusals(state: Properties | undefined, properties: Properties): string[] {
  // A preview does not know yet what the test will leave.
  if (properties.__proof === UNKNOWN) {
    return [];
  }
  const inputs = inputsOf(properties);
  const names = untested(inputs.__proof as Proof | OldProof | undefined, state && inputsOf(state), inputs);
  return names.length === 0
    ? []
    : [
        `${names.join(", ")} of the live agent: the smoke test of its gate has not passed this, so it is not deployed.\n` +
          "  If a transform sets it, set it in the arguments of GatedAgent, which the candidate has as well\n" +
          "  If --target or --exclude leaves the smoke test out, deploy both together\n" +
          "  Otherwise change `triggers` in smokeTest, so that the test runs again",
      ];
}
