import * as deepagents from "pulumi-deepagents";

export interface Tenant {
  /** Also the name of the tenant's stack. */
  readonly name: string;
  /** What the tenant's agents have to heed. */
  readonly instructions: string;
  readonly model?: string;
  /** The LangSmith workspace of the tenant. Default: that of the API key. */
  readonly workspaceId?: string;
}

/** The Pulumi program of one tenant. Several run at once in this process, each with its own stack. */
export function programOf({ name, instructions, model = "anthropic:claude-sonnet-4-6" }: Tenant) {
  return (): Promise<Record<string, unknown>> => {
    const support = new deepagents.Agent("support", {
      name: `${name} support`,
      model,
      systemPrompt: `You answer the customers of ${name}. ${instructions}`,
    });
    const digest = new deepagents.Agent("digest", {
      name: `${name} digest`,
      model,
      systemPrompt: `You sum up each day's questions of the customers of ${name}. ${instructions}`,
    });
    return Promise.resolve({ supportId: support.id, digestId: digest.id });
  };
}

/** The tenants in the text of a JSON file; throws an error that says which entry is wrong. */
export function tenantsIn(json: string): Tenant[] {
  const entries = JSON.parse(json) as Partial<Tenant>[];
  return entries.map(({ name, instructions, ...others }, index) => {
    if (typeof name !== "string" || !/^[a-z][a-z0-9-]*$/.test(name) || typeof instructions !== "string") {
      throw new Error(`entry ${String(index)} needs a name (lower-case letters, digits, hyphens) and instructions`);
    }
    return { name, instructions, ...others };
  });
}
