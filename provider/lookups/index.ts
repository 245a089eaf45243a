/**
 * What the look-ups of the SDK do, free of any engine. A program loads this module with its first look-up, not at start:
 * it loads zod and undici.
 */
import type * as z from "zod";
import type { Api } from "../client";
import { ExpectedError } from "../resources/errors";
import { isExpected, Session } from "../resources/session";
import {
  GetAgentArgsSchema,
  GetAgentHealthArgsSchema,
  GetAgentsArgsSchema,
  GetMcpServerArgsSchema,
  GetMcpServersArgsSchema,
  GetMcpToolsArgsSchema,
  GetThreadsArgsSchema,
} from "../inputs/lookups";
import { validate, withoutEmpty } from "../inputs/check";
import { pathSteps, valueAt } from "../helpers/property-path";
import { quotesOf, redact, withoutUrlCredentials } from "../helpers/redact";
import { interruptKey, partsOfKey, publicUrl } from "../helpers/url";
import { getAgent, getAgentHealth, getAgents } from "./agents";
import { getMcpServer, getMcpServers, getMcpTools } from "./mcp-servers";
import { getThreads } from "./threads";

export const lookups = {
  getAgent: checked(GetAgentArgsSchema, getAgent),
  getAgents: checked(GetAgentsArgsSchema, getAgents),
  getAgentHealth: checked(GetAgentHealthArgsSchema, getAgentHealth),
  getMcpServer: checked(GetMcpServerArgsSchema, getMcpServer),
  getMcpServers: checked(GetMcpServersArgsSchema, getMcpServers),
  getMcpTools: checked(GetMcpToolsArgsSchema, getMcpTools),
  getThreads: checked(GetThreadsArgsSchema, getThreads),
};

/** Finds a setting, for example `deepagents:apiKey`, in Pulumi's configuration or in a provider's. */
type FindSetting = (key: string) => string | undefined;

/**
 * @param secretPaths the paths of the arguments that the program marks as secret, which no error quotes
 * @throws LookupError when what is asked for is not there, cannot be asked for, or the API does not answer
 */
function checked<Args, Result>(schema: z.ZodType<Args>, run: (api: Api, args: Args) => Promise<Result>) {
  return async (setting: FindSetting, given: Args, secretPaths: readonly string[] = []): Promise<Result> => {
    const args = withoutEmpty(schema, given);
    try {
      const problems = validate(schema, args).map(({ property, reason }) => `${property} ${reason}`);
      if (problems.length > 0) {
        throw new ExpectedError(problems.join("; "));
      }
      const { api } = await new Session(setting, console.log).operation([]);
      return await run(api, args);
    } catch (error) {
      const marked = secretPaths.flatMap((path) => quotesOf(valueAt(given, pathSteps(path))));
      throw isExpected(error) ? new LookupError(withoutUrlCredentials(redact(error.message, marked))) : error;
    }
  };
}

/** Properties of results that are URLs of MCP servers. */
const URLS = new Set(["url", "mcpServerUrl"]);
/** Properties of results with what a program, a person or a server put there. */
const FREE_FORM = new Set(["extras", "configurable", "files", "inputSchema", "annotations"]);

/** A result whose URLs have neither user info nor a query, which may be credentials; also where a URL is a key. */
export function withPublicUrls<Result>(result: Result): Result {
  return shown(result) as Result;
}

function shown(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.map(shown);
  }
  if (typeof value !== "object" || value === null) {
    return value;
  }
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]: [string, unknown]) => {
      const isUrl = URLS.has(name) && typeof inner === "string";
      return [publicKey(name), isUrl ? publicUrl(inner) : FREE_FORM.has(name) ? inner : shown(inner)];
    }),
  );
}

/** The key of an approval rule, or of a server's health, without the same. */
function publicKey(key: string): string {
  const parts = partsOfKey(key);
  return parts ? interruptKey(publicUrl(parts.url), parts.tool) : publicUrl(key);
}

/** A look-up failed for a reason that its message says in full. Everything else is a bug of ours. */
export class LookupError extends Error {
  override readonly name = "LookupError";
}
