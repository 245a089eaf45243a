/**
 * Connections to MCP servers. Errors never contain the value of a header or the token of a `Bearer` header.
 * Loads the MCP SDK, which takes a while: import this file lazily.
 */
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { SSEClientTransport } from "@modelcontextprotocol/sdk/client/sse.js";
import { StreamableHTTPClientTransport, StreamableHTTPError } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import type { RequestOptions } from "@modelcontextprotocol/sdk/shared/protocol.js";
import type { Transport } from "@modelcontextprotocol/sdk/shared/transport.js";
import { credentialsIn, redact } from "../../provider/helpers/redact";
import { unlessAborted } from "../../provider/helpers/async";
import type { McpServerHeader, McpTool } from "../../provider/wire";

const TIMEOUT_MILLISECONDS = 30_000;

export interface McpEndpoint {
  url: string;
  headers: readonly McpServerHeader[];
}

/** What a tool returned, as text for a model. */
export interface McpToolResult {
  text: string;
  failed: boolean;
}

/** Every tool of a server, page by page. */
export function listTools(endpoint: McpEndpoint, signal?: AbortSignal): Promise<McpTool[]> {
  const options = requestOptions(signal);
  return withClient(endpoint, options, async (client) => {
    const tools: McpTool[] = [];
    let cursor: string | undefined;
    do {
      const page = await client.listTools(cursor === undefined ? {} : { cursor }, options);
      for (const { name, description, inputSchema, annotations } of page.tools) {
        tools.push({
          name,
          ...(description === undefined ? {} : { description }),
          inputSchema,
          ...(annotations === undefined ? {} : { annotations }),
        });
      }
      cursor = page.nextCursor;
    } while (cursor !== undefined);
    return tools;
  });
}

export function callTool(
  endpoint: McpEndpoint,
  name: string,
  args: Record<string, unknown>,
  signal?: AbortSignal,
): Promise<McpToolResult> {
  const options = requestOptions(signal);
  return withClient(endpoint, options, async (client) => {
    const { content, structuredContent, isError } = await client.callTool(
      { name, arguments: args },
      undefined,
      options,
    );
    const parts = (Array.isArray(content) ? content : []) as { type: string; text?: string }[];
    const texts = parts.map((part) => (part.type === "text" ? (part.text ?? "") : JSON.stringify(part)));
    const text =
      texts.length === 0 && structuredContent !== undefined ? JSON.stringify(structuredContent) : texts.join("\n");
    const failed = isError === true;
    return { text: failed ? redact(text, secretsOf(endpoint)) : text, failed };
  });
}

/** Connects for one piece of work, because servers come, go and change their headers while the emulator runs. */
async function withClient<T>(
  endpoint: McpEndpoint,
  options: RequestOptions,
  work: (client: Client) => Promise<T>,
): Promise<T> {
  try {
    const client = await connect(endpoint, options);
    try {
      return await work(client);
    } finally {
      await client.close();
    }
  } catch (error) {
    // eslint-disable-next-line preserve-caught-error -- a cause would carry the values that the message must not
    throw new Error(redact(messageOf(error), secretsOf(endpoint)));
  }
}

/** Uses streamable HTTP or, if the server lacks it, the older HTTP with SSE, as the MCP specification says. */
async function connect(endpoint: McpEndpoint, options: RequestOptions): Promise<Client> {
  const url = new URL(endpoint.url);
  const requestInit = { headers: endpoint.headers.map(({ key, value }): [string, string] => [key, value]) };
  try {
    return await open(new StreamableHTTPClientTransport(url, { requestInit }), options);
  } catch (error) {
    if (!(error instanceof StreamableHTTPError) || ![400, 404, 405].includes(error.code ?? 0)) {
      throw error;
    }
    return open(new SSEClientTransport(url, { requestInit }), options);
  }
}

async function open(transport: Transport, options: RequestOptions): Promise<Client> {
  const client = new Client({ name: "pulumi-deepagents-emulator", version: "0.1.0" });
  const stopped = options.signal === undefined ? [] : [options.signal];
  try {
    // The SDK's signal and timeout end single requests, but not all of what connecting does.
    const giveUp = AbortSignal.any([...stopped, AbortSignal.timeout(TIMEOUT_MILLISECONDS)]);
    await unlessAborted(giveUp, client.connect(transport, options));
    return client;
  } catch (error) {
    await client.close();
    throw error;
  }
}

function requestOptions(signal: AbortSignal | undefined): RequestOptions {
  return { timeout: TIMEOUT_MILLISECONDS, ...(signal === undefined ? {} : { signal }) };
}

/** Values to redact, because a server may echo what it was sent. */
function secretsOf({ headers }: McpEndpoint): string[] {
  return headers.flatMap(({ value }) => credentialsIn(value));
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
