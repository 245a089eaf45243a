/** Adapts the resources to Pulumi's dynamic providers. */
import { isDeepStrictEqual } from "node:util";
import type { dynamic } from "@pulumi/pulumi";
import { type Account, requireAccount } from "../resources/account";
import { adopts, announceAdoption, withMarkOf, withNameOf } from "../resources/adoption";
import { hasUnknown, withoutNegativeZero } from "../helpers/json";
import { redact, withoutUrlCredentials } from "../helpers/redact";
import { ExpectedError, PartialFailure } from "../resources/errors";
import {
  type AdoptingResource,
  type CheckFailure,
  type Context,
  POLICIES_KEY,
  type Properties,
  argumentNames,
  isSetAndKnown,
  type Resource,
  withoutEmpty,
} from "../resources/resource";
import { Session } from "../resources/session";
import { replacementRefused } from "../resources/take-over";
import { argumentsIn, besideIn, customTimeout, markedIn } from "./beside";
import { engineGone, presentable } from "./errors";

/**
 * A resource as a dynamic provider. Drops what a dynamic provider cannot pass on (which inputs changed), because the
 * engine works that out by itself.
 */
export function dynamicProvider(resource: Resource | AdoptingResource): dynamic.ResourceProvider {
  // The engine shows what this process prints on the stack's row.
  const log = (line: string): void => console.log(line);
  let known: ReadonlySet<string> | undefined;
  const names = (): ReadonlySet<string> => (known ??= new Set(argumentNames(resource.schema)));
  let session = new Session(() => undefined, log, engineGone());

  /** Runs an operation on these properties, whose secrets no error and no line of it repeats. */
  async function operate<T>(
    operation: keyof dynamic.ResourceProvider,
    run: (context: () => Promise<Context>, without: (text: string) => string) => T | Promise<T>,
    id: string | undefined,
    ...all: Properties[]
  ): Promise<T> {
    const last = all.at(-1) ?? {};
    const marked = markedIn(all, names());
    const withoutMarked = (text: string): string => withoutUrlCredentials(redact(text, marked));
    const secrets = [...marked, ...all.flatMap((properties) => resource.secrets(properties))];
    const context = async (): Promise<Context> => ({
      ...(await session.operation(secrets, id, customTimeout(last, operation))),
      log: (line) => log(withoutMarked(line)),
      logWithUrls: (line) => log(redact(line, marked)),
    });
    try {
      return await run(context, withoutMarked);
    } catch (error) {
      // Only what was done with a valid configuration leaves a state.
      const account = error instanceof PartialFailure ? { __account: session.account() } : {};
      throw presentable(error, secrets, { __provider: last.__provider, ...besideIn(last), ...account });
    }
  }

  /** Leaves it to `check` to report an invalid configuration. */
  async function requireItsAccount(context: () => Promise<Context>, id: string, state: Properties): Promise<void> {
    if (state.__account !== undefined && session.configProblem() === undefined) {
      await requireAccount(resource, session.account(), state.__account as Account, context, id, argumentsIn(state));
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
        "check",
        async (context, withoutMarked) => {
          const isNew = Object.keys(state).length === 0;
          const defaultName = defaultNameIn(properties);
          const given = withMarkOf(state, withoutNegativeZero(withoutEmpty(resource.schema, argumentsIn(properties))));
          const inputs = defaultName === undefined ? given : withNameOf(state, { ...given, name: defaultName });
          for (const id of [state.adopt, properties.__adopted].filter((known) => typeof known === "string")) {
            session.manages(id, inputs.__owner);
          }
          session.knows(properties.__names);
          session.previews(properties.__preview === true);
          const failures = resource.check(inputs, properties[POLICIES_KEY], state);
          for (const failure of failures.filter(({ advisory }) => advisory)) {
            log(`advisory policy: ${withoutMarked(asText(failure))}`);
          }
          const problems = [
            ...configProblems(session),
            ...failures.filter(({ advisory }) => !advisory).map(asText),
            ...(isNew && failures.length === 0 ? (resource.checkCreation?.(inputs) ?? []) : []),
          ];
          const isFine = isNew && problems.length === 0;
          const adopting = isFine && adopts(resource, inputs);
          // What adopts asks the API anyway.
          const refusal = isFine && !adopting ? await session.refusal() : undefined;
          const adopted = adopting ? await announceAdoption(resource, await context(), inputs, defaultName) : {};
          return {
            inputs: { ...inputs, ...adopted.inputs, ...besideIn(properties) },
            // Given a property's name the engine would print its value, and a misspelt `headers` is not known to be secret.
            failures: [...problems, ...(refusal === undefined ? [] : [refusal]), ...(adopted.problems ?? [])].map(
              (reason) => ({
                property: "",
                reason: withoutMarked(reason),
              }),
            ),
          };
        },
        undefined,
        properties,
      ),

    diff: (id, state: Properties, properties: Properties) =>
      operate(
        "diff",
        async (context, withoutMarked) => {
          const inputs = argumentsIn(properties);
          session.manages(id, inputs.__owner);
          // The engine does not compare the accounts of two providers.
          const moves = state.__connection === properties.__connection ? [] : ["__connection"];
          if (moves.length === 0) {
            await requireItsAccount(context, id, state);
          }
          const { changes, deleteBeforeReplace, note, ...diff } = resource.diff(id, argumentsIn(state), inputs);
          const replaces = [...diff.replaces, ...moves];
          // What is not known yet may turn out to be what it was.
          const certain = [
            ...diff.replaces.filter((name) => !hasUnknown(inputs[name])),
            ...moves.map(() => "its provider"),
          ];
          if (certain.length > 0 && inputs.adopt === id) {
            throw replacementRefused(resource, id, certain);
          }
          if (replaces.length === 0) {
            session.keeps(id, inputs.__owner);
          }
          if (note !== undefined) {
            log(withoutMarked(note));
          }
          const refusal = changes && moves.length === 0 ? await session.refusal() : undefined;
          if (refusal !== undefined) {
            throw new ExpectedError(refusal);
          }
          return { changes: changes || moves.length > 0, replaces, deleteBeforeReplace };
        },
        id,
        state,
        properties,
      ),

    create: (properties: Properties) =>
      operate(
        "create",
        async (context) => {
          const inputs = argumentsIn(properties);
          const { id, state } = await resource.create(await context(), inputs);
          session.manages(id, inputs.__owner);
          return { id, outs: { ...state, ...besideIn(properties), __account: session.account() } };
        },
        undefined,
        properties,
      ),

    read: (id, state: Properties) =>
      operate(
        "read",
        async (context) => {
          const known = argumentsIn(state);
          // The `id` option of a program reads an object that no state has: all of it, whatever the arguments say.
          const isRefresh = resource.outputs.some((name) => known[name] !== undefined);
          if (isRefresh) {
            await requireItsAccount(context, id, state);
          }
          const found = await resource.read(await context(), id, isRefresh ? known : undefined);
          if (!found && !isRefresh) {
            throw new ExpectedError(`there is no ${resource.noun} ${id}, or the API key may not see it: check the id`);
          }
          if (!found) {
            // Tells the engine that the object is gone.
            return {};
          }
          const beside = besideIn(state);
          const props = { ...found.state, ...beside, __account: session.account() };
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
        "update",
        async (context) => {
          const known = argumentsIn(state);
          await requireItsAccount(context, id, state);
          const updated = await resource.update(await context(), id, known, argumentsIn(properties));
          return { outs: { ...updated, ...besideIn(properties), __account: session.account() } };
        },
        id,
        state,
        properties,
      ),

    delete: (id, state: Properties) =>
      operate(
        "delete",
        async (context) => {
          const known = argumentsIn(state);
          await requireItsAccount(context, id, state);
          return resource.delete(await context(), id, known);
        },
        id,
        state,
      ),
  };
}

/** The resource's name, where neither the program nor a transform names the object. */
function defaultNameIn({ name, __defaultName }: Properties): string | undefined {
  const isDefault = name === __defaultName || name === undefined || name === null;
  return isDefault && isSetAndKnown(__defaultName) ? String(__defaultName) : undefined;
}

/** Reports an invalid configuration in the preview already. */
function configProblems(session: Session): string[] {
  const problem = session.configProblem();
  return problem === undefined ? [] : [problem];
}

function asText({ property, reason }: CheckFailure): string {
  return `${property} ${reason}`;
}
