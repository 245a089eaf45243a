/** No agent that everyone in the workspace can change. */
import { fieldOf } from "../rules/reading";
import type { Rule } from "../rules/rule";
import type { Policies } from "./policies";

export function nobodyElseWrites({ forbidWorldWritable }: Policies): Rule {
  return (inputs) => {
    const permissions = fieldOf(inputs, "permissions");
    // An agent that only its owner sees has an access level as well, without effect.
    const writable =
      fieldOf(permissions, "tenantAccessLevel") === "write" && fieldOf(permissions, "visibility") !== "user";
    return forbidWorldWritable === true && writable
      ? [
          {
            property: "permissions.tenantAccessLevel",
            reason:
              'must not be "write", with which everyone in the workspace can change the agent (the policy ' +
              'forbidWorldWritable): write "read" or "run", and name those who may in sharedUsers.update',
          },
        ]
      : [];
  };
}
