/** An agent as the API returns it, as inputs. */
import type { AgentInputs } from "../../schema/inputs/agent";
import { withoutUndefined } from "../../schema/json";
import type { Agent } from "../../schema/wire";
import { managedFiles, rawFiles } from "./files";
import { inputsOfGroups, type Invisible } from "./groups";

/**
 * The inputs that would lead to `agent`. With `managed`, only what the program sets, in its wording where the meaning is
 * the same; without, everything. Either way `agent` has to have its file map, unless the program has no raw files.
 */
export function inputsFrom(agent: Agent, managed?: AgentInputs, invisible?: Invisible): AgentInputs {
  const actual = agent.files ?? {};
  const files = managed ? managed.files && managedFiles(actual, managed.files) : rawFiles(actual, agent);
  return withoutUndefined({
    ...inputsOfGroups(agent, managed, invisible),
    files,
    // Nothing on the server: they say what Pulumi does.
    adopt: managed?.adopt,
    onDelete: managed?.onDelete,
  }) as AgentInputs;
}
