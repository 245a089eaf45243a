import type { dynamic } from "@pulumi/pulumi";
import type { Properties, Resource } from "../resources/resource";
import { isExpected, Session } from "../resources/session";

/**
 * Carries a resource to Pulumi as a dynamic provider. What a dynamic provider cannot pass on (which inputs changed) is
 * dropped: the engine works those out by itself.
 */
export function dynamicProvider(resource: Resource): dynamic.ResourceProvider {
  let session = new Session(() => undefined);

  return {
    // Looks nothing up yet: the engine's launcher keeps a provider whose `configure` failed, and would pass it the next
    // resource without a configuration.
    configure({ config }) {
      session = new Session((key) => config.get(key));
      return Promise.resolve();
    },

    check: (_state: Properties, inputs: Properties) =>
      presentingErrors(() => {
        // A configuration that cannot be used shows in the preview already.
        const problem = session.configProblem();
        const failures = resource.check(argumentsOf(inputs)).map(({ property, reason }) => `${property} ${reason}`);
        return {
          inputs,
          failures: (problem === undefined ? failures : [problem, ...failures]).map((reason) => ({
            // With a property's name the engine prints its value, and a misspelt `headers` is not known to be secret.
            property: "",
            reason,
          })),
        };
      }),

    diff: (_id, state: Properties, inputs: Properties) =>
      presentingErrors(() => {
        const { changes, replaces, deleteBeforeReplace } = resource.diff(state, argumentsOf(inputs));
        return { changes, replaces: [...replaces], deleteBeforeReplace };
      }),

    create: (inputs: Properties) =>
      presentingErrors(async () => {
        const { id, state } = await resource.create(session.operation(), argumentsOf(inputs));
        return { id, outs: state };
      }),

    read: (id, state: Properties) =>
      presentingErrors(async () => {
        const found = await resource.read(session.operation(), id, argumentsOf(state));
        // An empty result tells the engine that the object is gone.
        return found ? { id, props: found.state, inputs: found.inputs } : {};
      }),

    update: (id, state: Properties, inputs: Properties) =>
      presentingErrors(async () => ({
        outs: await resource.update(session.operation(), id, state, argumentsOf(inputs)),
      })),

    delete: (id, state: Properties) => presentingErrors(() => resource.delete(session.operation(), id, state)),
  };
}

/** Without `__provider`, which the engine's launcher puts beside the arguments. */
function argumentsOf({ __provider: _, ...properties }: Properties): Properties {
  return properties;
}

async function presentingErrors<T>(operation: () => T | Promise<T>): Promise<T> {
  try {
    return await operation();
  } catch (error) {
    if (isExpected(error)) {
      // The engine's launcher prints `${error}: ${error.stack}` on the stack's row, besides the resource's own error.
      error.toString = () => "pulumi-deepagents";
      error.stack = error.message;
    }
    throw error;
  }
}
