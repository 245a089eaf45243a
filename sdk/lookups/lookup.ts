import { isDeepStrictEqual } from "node:util";
import * as pulumi from "@pulumi/pulumi";
import { requireSettings } from "../program-start";
import { type Provider, providerBy, type Settings } from "../provider";
import { isMocked, ProgramError, requireUsable } from "../properties";
import { secretPaths } from "../secret-paths";

/**
 * Arguments whose values may be outputs.
 *
 * @example
 * const platform = new pulumi.StackReference("acme/platform/prod");
 * const args: deepagents.LookupInputs<deepagents.GetThreadsArgs> = { agentId: platform.requireOutput("agentId") };
 * const threads = deepagents.getThreadsOutput(args);
 */
export type LookupInputs<Args> = { [Name in keyof Args]: pulumi.Input<Exclude<Args[Name], undefined>> | Args[Name] };

type Implementation = typeof import("../../provider/lookups");
type Lookups = Implementation["lookups"];
type ArgsOf<Name extends keyof Lookups> = Parameters<Lookups[Name]>[1];
type ResultOf<Name extends keyof Lookups> = Awaited<ReturnType<Lookups[Name]>>;

/** Runs a look-up in the program's process. In a unit test, Pulumi's mocks answer it instead. */
export async function lookUp<Name extends keyof Lookups>(
  name: Name,
  args: ArgsOf<Name>,
  opts: pulumi.InvokeOptions = {},
): Promise<ResultOf<Name>> {
  if (isMocked()) {
    return pulumi.runtime.invoke(tokenOf(name), args, forMocks(opts)) as Promise<ResultOf<Name>>;
  }
  requireSettings();
  const settings = settingsBy(opts);
  const known = settings && (await valueOf(settings));
  if (settings && known === undefined) {
    throw new ProgramError(
      `${name}: the settings of the provider are not known before the deployment: use ${name}Output, which waits`,
    );
  }
  const result = await run(name, args, known);
  return name === "getMcpTools" ? result : implementation().withPublicUrls(result);
}

/** The same, once the arguments and what they depend on are known. */
export function lookUpOutput<Name extends keyof Lookups>(
  name: Name,
  args: LookupInputs<ArgsOf<Name>>,
  opts: pulumi.InvokeOutputOptions = {},
): pulumi.Output<ResultOf<Name>> {
  requireUsable(`${name}Output`, args);
  if (isMocked()) {
    return pulumi.runtime.invokeOutput(tokenOf(name), args, forMocks(opts));
  }
  requireSettings();
  const found = pulumi
    .all([args, settingsBy(opts), secretPaths(args), idsOfDependencies(name, args, opts)])
    .apply<ResultOf<Name>>(([known, settings, paths]) => run(name, known as ArgsOf<Name>, settings, paths));
  // For tools, the program has passed the URL itself, as a secret if it is one.
  return name === "getMcpTools" ? found : secretIfCredential(found);
}

/** The result as it is; as a secret if a URL in it may be a credential. */
function secretIfCredential<Result>(found: pulumi.Output<Result>): pulumi.Output<Result> {
  const isSecret = (result: unknown): boolean => !isDeepStrictEqual(implementation().withPublicUrls(result), result);
  return found.apply((result) => (isSecret(result) ? pulumi.secret(result) : result)) as pulumi.Output<Result>;
}

/** Loaded by the first look-up, because it loads zod and undici; not by import(), which jest refuses in a program's tests. */
function implementation(): Implementation {
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  return require("../../provider/lookups") as Implementation;
}

/** The name by which `pulumi.runtime.setMocks` knows a look-up: `deepagents:index:getAgent`. */
function tokenOf(name: string): string {
  return `deepagents:index:${name}`;
}

/** With the provider of the parent, which Pulumi itself finds only for its own packages. */
function forMocks<Options extends pulumi.InvokeOptions>(opts: Options): Options {
  const provider = providerBy(opts);
  return provider ? { ...opts, provider } : opts;
}

async function run<Name extends keyof Lookups>(
  name: Name,
  args: ArgsOf<Name>,
  settings: Settings | undefined,
  secret?: readonly string[],
): Promise<ResultOf<Name>> {
  const { lookups, LookupError } = implementation();
  const lookup = lookups[name] as (
    find: (key: string) => string | undefined,
    args: unknown,
    secretPaths?: readonly string[],
  ) => Promise<unknown>;
  try {
    const find = (key: string): string | undefined => (settings ? settings[key] : pulumi.runtime.getConfig(key));
    return (await lookup(find, args, secret)) as ResultOf<Name>;
  } catch (error) {
    throw error instanceof LookupError ? new ProgramError(`${name}: ${error.message}`) : error;
  }
}

/**
 * The settings of the provider that these options name; `undefined` for the stack's configuration. Not a secret as a
 * whole, or every result would be one: they are not part of it.
 */
function settingsBy(opts: pulumi.InvokeOptions): pulumi.Output<Settings> | undefined {
  const provider = providerBy(opts);
  if (provider === undefined) {
    return undefined;
  }
  const { settings } = provider as Partial<Provider>;
  if (settings === undefined) {
    throw new ProgramError("provider: a look-up works with a deepagents.Provider only: pass one, or leave it out");
  }
  return pulumi.unsecret(settings);
}

/** The value of an output; `undefined` when it is not known yet. */
async function valueOf<T>(output: pulumi.Output<T>): Promise<T | undefined> {
  const { value } = (await pulumi.runtime.serializeProperties("settings", { value: output })) as { value: T };
  return value === pulumi.runtime.unknownValue ? undefined : value;
}

/**
 * The ids of the resources that `args` come from and of those in `dependsOn`. In a preview one that is still to be made
 * has none, and makes what waits for it unknown: there is nothing to look up yet.
 */
function idsOfDependencies(name: string, args: object, { dependsOn = [] }: pulumi.InvokeOutputOptions) {
  const sources = pulumi.runtime
    .serializeResourceProperties(name, { args })
    .then(([, dependencies]) => [...(dependencies.get("args") ?? [])]);
  return pulumi.output([sources, dependsOn]).apply((resources) =>
    resources
      .flat()
      .filter((resource) => pulumi.CustomResource.isInstance(resource))
      .map(({ id }) => id),
  );
}
