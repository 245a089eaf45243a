/**
 * What a program hands to Pulumi instead of a provider: one line that loads the real one.
 *
 * A dynamic provider is stored with every resource and written again with every checkpoint, so its size counts many times.
 * `pulumi.dynamic.Resource` would serialize about 300 bytes for each method, and load a TypeScript parser (100 ms) to do
 * so. This text resolves from the program's own node_modules. Because it never changes, a newer version of this package
 * takes over existing resources without touching their state.
 */
export function providerShell(
  name: "agent" | "gatedAgent" | "mcpConnection" | "mcpServer" | "smokeTestRun" | "stackIdentity",
): string {
  return `exports.handler = () => require("pulumi-deepagents/dynamic").${name};`;
}

/** The engine launches the dynamic provider for type tokens with this prefix. */
export const TYPE_PREFIX = "pulumi-nodejs:dynamic/deepagents:";
