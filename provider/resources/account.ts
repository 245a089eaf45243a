/** Which account an object is in. Other settings than those it was deployed with must not make it look deleted. */
import { isDeepStrictEqual } from "node:util";
import type { Config } from "../config/config";
import { ExpectedError } from "./errors";
import type { Inventory } from "./inventory";
import type { Context, Properties, Resource } from "./resource";

/** Neither part of it is a secret. */
export interface Account {
  /** Where the API is, without the path of its routes. */
  readonly endpoint: string;
  /** Absent where none was set: the API key's own workspace. */
  readonly workspaceId?: string;
}

export function accountOf({ baseUrl, workspaceId }: Config): Account {
  const endpoint = baseUrl.replace(/\/v1\/deepagents$/, "");
  return { endpoint, ...(workspaceId === undefined ? {} : { workspaceId }) };
}

/** The deployments that have said that the same account has another address now. */
const told = new WeakSet<Inventory>();

/**
 * Makes sure that the settings name the account that an object of the state is in. If they name another one, looks for the
 * object there: the same account may have got another address.
 *
 * @param before the account that the state names
 * @throws ExpectedError, before anything is done, when the object is not there
 */
export async function requireAccount(
  resource: Resource,
  now: Account,
  before: Account,
  context: () => Promise<Context>,
  id: string,
  state: Properties,
): Promise<void> {
  if (isDeepStrictEqual(before, now)) {
    return;
  }
  const { inventory, log } = await context();
  const found = await resource.isListed(inventory, id, state);
  if (found === "nothing") {
    return;
  }
  if (!found) {
    throw new ExpectedError(
      `the ${resource.noun} ${id} is in another account: it was deployed to ${described(before)}, and the settings now ` +
        `name ${described(now)}, which does not have it. Nothing was done to it.\n` +
        `  To go on with it, set ${settingsOf(before, now)} back and run \`pulumi up\`. (\`pulumi refresh\` and \`pulumi destroy\` ` +
        "use the settings of the last `pulumi up`, unless they are run with --run-program.)\n" +
        "  To give it up, so that it stays there and is created anew here, run `pulumi state delete` with its URN",
    );
  }
  if (!told.has(inventory)) {
    told.add(inventory);
    log(
      `${described(before)} is now called ${described(now)}: the objects that were deployed there are here as well, so ` +
        "it is the same account. The next change or `pulumi refresh` of each one records that",
    );
  }
}

function described({ endpoint, workspaceId }: Account): string {
  return `${endpoint} (${workspaceId === undefined ? "the API key's own workspace" : `workspace ${workspaceId}`})`;
}

/** The settings that differ, by their names in Pulumi config and in the environment. */
function settingsOf(before: Account, now: Account): string {
  const differing = [
    ...(before.endpoint === now.endpoint ? [] : ["deepagents:endpoint (or LANGSMITH_ENDPOINT)"]),
    ...(before.workspaceId === now.workspaceId ? [] : ["deepagents:workspaceId (or LANGSMITH_WORKSPACE_ID)"]),
  ];
  return differing.join(" and ");
}
