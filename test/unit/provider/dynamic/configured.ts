import type { dynamic } from "@pulumi/pulumi";
import { dynamicProvider } from "../../../../provider/dynamic/adapter";
import type { Resource } from "../../../../provider/resources/resource";

export type Provider = Required<dynamic.ResourceProvider>;
export type Created = { id: string; outs: Record<string, unknown> };

/** A provider as the engine has configured it: the one that the next deployment starts. */
export async function configured(
  resource: Resource,
  { url, apiKey }: { readonly url: string; readonly apiKey: string },
  more: Readonly<Record<string, string>> = {},
): Promise<Provider> {
  const settings: Record<string, string> = {
    "deepagents:apiKey": apiKey,
    "deepagents:endpoint": url,
    "deepagents:maxRetries": "0",
    ...more,
  };
  const made = dynamicProvider(resource) as Provider;
  await made.configure({ config: { get: (key: string) => settings[key] } as never });
  return made;
}
