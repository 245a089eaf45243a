/** Adapts the resources to Pulumi's dynamic providers. */
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
import { argumentsIn, besideIn } from "./beside";
import { engineGone, presentable } from "./errors";

/**
 * A resource as a dynamic provider. Drops what a dynamic provider cannot pass on (which inputs changed), because the
 * engine works that out by itself.
 */
export function dynamicProvider(resource: Resource | AdoptingResource): dynamic.ResourceProvider {
  // The engine shows what this process prints on the stack's row.
  const log = (line: string): void => console.log(line);
  let session = new Session(() => undefined, log, engineGone());

  /** Runs an operation on these properties, whose secrets no error of it repeats. */
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
      throw presentable(error, secrets, { __provider, ...besideIn(last) });
    }
  }

  return {
    // Does not look up anything yet: the engine's launcher keeps a provider whose `configure` failed and would pass it
    // the next resource without a configuration.
    configure({ config }) {
      session = new Session((key) => config.get(key), log, engineGone());
      return Promise.resolve();
    },

    check: (state: Properties, properties: Properties) =>
      operate(
        async (context) => {
          const inputs = argumentsIn(properties);
          const failures = resource.check(inputs, properties[POLICIES_KEY]);
          for (const failure of failures.filter(({ advisory }) => advisory)) {
            log(`advisory policy: ${asText(failure)}`);
          }
          const problems = [...configProblems(session), ...failures.filter(({ advisory }) => !advisory).map(asText)];
          const isNew = Object.keys(state).length === 0;
          if (problems.length === 0 && isNew && typeof inputs.adopt === "string" && "previewAdoption" in resource) {
            const adoption = resource.previewAdoption(await context(), inputs);
            problems.push(...(await adoptionProblems(adoption, log, inputs)));
          }
          // Given a property's name the engine would print its value, and a misspelt `headers` is not known to be secret.
          return {
            inputs: { ...inputs, ...besideIn(properties) },
            failures: problems.map((reason) => ({ property: "", reason })),
          };
        },
        undefined,
        properties,
      ),

    diff: (id, state: Properties, properties: Properties) =>
      operate(
        () => {
          session.manages(id);
          const { changes, replaces, deleteBeforeReplace, note } = resource.diff(id, state, argumentsIn(properties));
          if (note !== undefined) {
            log(note);
          }
          // The engine does not compare the accounts of two providers.
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
          const { id, state } = await resource.create(await context(), argumentsIn(properties));
          return { id, outs: { ...state, ...besideIn(properties) } };
        },
        undefined,
        properties,
      ),

    read: (id, state: Properties) =>
      operate(
        async (context) => {
          const known = argumentsIn(state);
          const found = await resource.read(await context(), id, known);
          if (!found) {
            // Tells the engine that the object is gone.
            return {};
          }
          const beside = besideIn(state);
          const props = { ...found.state, ...beside };
          // Without inputs the engine keeps the program's last ones, which mean the same as those in the state.
          return isDeepStrictEqual(found.state, known)
            ? { id, props }
            : { id, props, inputs: { ...found.inputs, ...beside } };
        },
        id,
        state,
      ),

    update: (id, state: Properties, properties: Properties) =>
      operate(
        async (context) => {
          const updated = await resource.update(await context(), id, state, argumentsIn(properties));
          return { outs: { ...updated, ...besideIn(properties) } };
        },
        id,
        state,
        properties,
      ),

    delete: (id, state: Properties) =>
      operate(async (context) => resource.delete(await context(), id, state), id, state),
  };
}

/** Reports an invalid configuration in the preview already. */
function configProblems(session: Session): string[] {
  const problem = session.configProblem();
  return problem === undefined ? [] : [problem];
}

function asText({ property, reason }: CheckFailure): string {
  return `${property} ${reason}`;
}

/** Shows what adopting an object will change, because the engine takes the adoption for a creation. */
async function adoptionProblems(
  adoption: Promise<Adoption>,
  log: Context["log"],
  inputs: Properties,
): Promise<string[]> {
  try {
    const { changed, managedElsewhere } = await adoption;
    const changes = changed.length === 0 ? "nothing" : changed.join(", ");
    log(`${String(inputs.name)} adopts ${String(inputs.adopt)} and changes ${changes}`);
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
