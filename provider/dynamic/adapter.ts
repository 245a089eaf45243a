import { isDeepStrictEqual } from "node:util";
import type { dynamic } from "@pulumi/pulumi";
import {
  type Adoption,
  type AdoptingResource,
  type CheckFailure,
  type Context,
  POLICIES_KEY,
  type Properties,
  type Resource,
} from "../resources/resource";
import { isExpected, Session } from "../resources/session";
import { engineGone, presentable } from "./errors";

/**
 * Carries a resource to Pulumi as a dynamic provider. What a dynamic provider cannot pass on (which inputs changed) is
 * dropped: the engine works those out by itself.
 */
export function dynamicProvider(resource: Resource | AdoptingResource): dynamic.ResourceProvider {
  // What this process prints shows live on the stack's row.
  const log = (line: string): void => console.log(line);
  let session = new Session(() => undefined, log, engineGone());

  /** Runs an operation on these properties; nothing that comes out of it repeats their secrets. */
  async function operate<T>(
    run: (context: () => Promise<Context>) => T | Promise<T>,
    id?: string,
    ...all: Properties[]
  ): Promise<T> {
    const secrets = all.flatMap((properties) => resource.secrets(properties));
    try {
      return await run(() => session.operation(secrets, id));
    } catch (error) {
      const { __provider, ...last } = all.at(-1) ?? {};
      throw presentable(error, secrets, { __provider, ...connectionIn(last) });
    }
  }

  return {
    // Looks nothing up yet: the engine's launcher keeps a provider whose `configure` failed, and would pass it the next
    // resource without a configuration.
    configure({ config }) {
      session = new Session((key) => config.get(key), log, engineGone());
      return Promise.resolve();
    },

    check: (state: Properties, properties: Properties) =>
      operate(
        async (context) => {
          const { [POLICIES_KEY]: policies, ...passedOn } = properties;
          const inputs = argumentsOf(passedOn);
          const failures = resource.check(inputs, policies);
          for (const failure of failures.filter(({ advisory }) => advisory)) {
            log(`advisory policy: ${asText(failure)}`);
          }
          const problems = [...configProblems(session), ...failures.filter(({ advisory }) => !advisory).map(asText)];
          const isNew = Object.keys(state).length === 0;
          if (problems.length === 0 && isNew && typeof inputs.adopt === "string" && "previewAdoption" in resource) {
            const adoption = resource.previewAdoption(await context(), inputs);
            problems.push(...(await adoptionProblems(adoption, log, inputs)));
          }
          // With a property's name the engine prints its value, and a misspelt `headers` is not known to be secret.
          return { inputs: passedOn, failures: problems.map((reason) => ({ property: "", reason })) };
        },
        undefined,
        properties,
      ),

    diff: (id, state: Properties, properties: Properties) =>
      operate(
        () => {
          session.manages(id);
          const { changes, replaces, deleteBeforeReplace, note } = resource.diff(id, state, argumentsOf(properties));
          if (note !== undefined) {
            log(note);
          }
          // The engine does not ask whether another provider is another account.
          const moves = state.__connection === properties.__connection ? [] : ["__connection"];
          return { changes: changes || moves.length > 0, replaces: [...replaces, ...moves], deleteBeforeReplace };
        },
        id,
        state,
        properties,
      ),

    create: (properties: Properties) =>
      operate(
        async (context) => {
          const { id, state } = await resource.create(await context(), argumentsOf(properties));
          return { id, outs: { ...state, ...connectionIn(properties) } };
        },
        undefined,
        properties,
      ),

    read: (id, state: Properties) =>
      operate(
        async (context) => {
          const known = argumentsOf(state);
          const found = await resource.read(await context(), id, known);
          if (!found) {
            // Tells the engine that the object is gone.
            return {};
          }
          const connection = connectionIn(state);
          const props = { ...found.state, ...connection };
          // Without inputs the engine keeps its own: the program's last, which mean the same as those in the state.
          return isDeepStrictEqual(found.state, known)
            ? { id, props }
            : { id, props, inputs: { ...found.inputs, ...connection } };
        },
        id,
        state,
      ),

    update: (id, state: Properties, properties: Properties) =>
      operate(
        async (context) => {
          const updated = await resource.update(await context(), id, state, argumentsOf(properties));
          return { outs: { ...updated, ...connectionIn(properties) } };
        },
        id,
        state,
        properties,
      ),

    delete: (id, state: Properties) =>
      operate(async (context) => resource.delete(await context(), id, state), id, state),
  };
}

/** Without what the SDK puts beside the arguments for this adapter and for the engine's launcher. */
function argumentsOf({ __provider: _, __connection: __, ...properties }: Properties): Properties {
  return properties;
}

/** Which of the program's connections a resource is deployed with; nothing for the stack's own. */
function connectionIn({ __connection }: Properties): Properties {
  return __connection === undefined ? {} : { __connection };
}

/** A configuration that cannot be used shows in the preview already. */
function configProblems(session: Session): string[] {
  const problem = session.configProblem();
  return problem === undefined ? [] : [problem];
}

function asText({ property, reason }: CheckFailure): string {
  return `${property} ${reason}`;
}

/** Shows what adopting an object will change, which the engine, to whom it is a creation, cannot. */
async function adoptionProblems(
  adoption: Promise<Adoption>,
  log: Context["log"],
  inputs: Properties,
): Promise<string[]> {
  try {
    const { changed, managedElsewhere } = await adoption;
    const changes = changed.length === 0 ? "nothing on it changes" : `on it change: ${changed.join(", ")}`;
    log(`${String(inputs.name)} adopts ${String(inputs.adopt)}; ${changes}`);
    if (managedElsewhere) {
      log(
        `${String(inputs.adopt)} carries the mark of another Pulumi stack or resource: ` +
          "make sure that nothing else manages it (`pulumi state delete` there)",
      );
    }
    return [];
  } catch (error) {
    if (isExpected(error)) {
      return [error.message];
    }
    throw error;
  }
}
