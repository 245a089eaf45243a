/** A small real MCP server on a loopback port. It has two tools and requires a header or a token. */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { McpServer } from "@modelcontextprotocol/sdk/server/mcp.js";
import { StreamableHTTPServerTransport } from "@modelcontextprotocol/sdk/server/streamableHttp.js";
import * as z from "zod";

export const REQUIRED_HEADER = { key: "X-Notes-Token", value: "notes-token-value" };

export interface NotesServer {
  url: string;
  /** Notes that were deleted. */
  deleted: string[];
  /** How often its tools were listed. */
  lists(): number;
  /** Holds back the next request of a method, for example `tools/call`, until the test lets it through. */
  hold(method: "tools/list" | "tools/call"): Gate;
  close(): Promise<void>;
}

/** A request that waits. */
export interface Gate {
  /** Resolves when the request has arrived. */
  reached: Promise<void>;
  open(): void;
}

interface HeldGate extends Gate {
  method: string;
  /** Tells the test that the request is here; resolves when the gate is open. */
  pass(): Promise<void>;
}

export interface NotesOptions {
  /** What requests must have. Default: `REQUIRED_HEADER`. */
  header?: { key: string; value: string };
  /** Asks for tokens of this authorization server instead of the header. */
  issuer?: string;
  /** Whether it publishes which one that is. Default: false. */
  publishes?: boolean;
}

export async function startNotesServer(options: NotesOptions = {}): Promise<NotesServer> {
  const { header = REQUIRED_HEADER, issuer, publishes = false } = options;
  const deleted: string[] = [];
  let lists = 0;
  const gates: HeldGate[] = [];
  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    if (publishes && request.url === "/.well-known/oauth-protected-resource/mcp") {
      const metadata = { resource: `http://${request.headers.host}/mcp`, authorization_servers: [issuer] };
      response.writeHead(200, { "Content-Type": "application/json" }).end(JSON.stringify(metadata));
      return;
    }
    const refusal = issuer === undefined ? refusedHeader(request, header) : await refusedToken(request, issuer);
    if (refusal !== undefined) {
      response.writeHead(401).end(refusal);
      return;
    }
    if (request.method !== "POST") {
      response.writeHead(405).end();
      return;
    }
    const body = await text(request);
    if (body.includes('"tools/list"')) {
      lists += 1;
    }
    // Each request has a server of its own, because there are no sessions.
    const transport = new StreamableHTTPServerTransport({});
    const server = notes(deleted);
    response.on("close", () => void server.close());
    await server.connect(transport);
    const held = gates.findIndex(({ method }) => body.includes(`"${method}"`));
    await (held === -1 ? undefined : gates.splice(held, 1)[0])?.pass();
    await transport.handleRequest(request, response, JSON.parse(body));
  };
  const http = createServer((request, response) => void handle(request, response));
  await new Promise<void>((resolve) => http.listen(0, "127.0.0.1", resolve));
  const { port } = http.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${String(port)}/mcp`,
    deleted,
    lists: () => lists,
    hold: (method) => {
      const gate = createGate(method);
      gates.push(gate);
      return gate;
    },
    close: () =>
      new Promise((resolve) => {
        http.close(() => resolve());
        http.closeAllConnections();
      }),
  };
}

function createGate(method: string): HeldGate {
  let arrive = (): void => undefined;
  let open = (): void => undefined;
  const reached = new Promise<void>((resolve) => (arrive = resolve));
  const opened = new Promise<void>((resolve) => (open = resolve));
  return {
    method,
    reached,
    open: () => open(),
    pass: () => {
      arrive();
      return opened;
    },
  };
}

function refusedHeader({ headers }: IncomingMessage, { key, value }: typeof REQUIRED_HEADER): string | undefined {
  const sent = headers[key.toLowerCase()]?.toString();
  return sent === value ? undefined : `wrong token: ${sent}`;
}

/** Asks the authorization server, because the MCP server knows nothing about its tokens. */
async function refusedToken({ headers }: IncomingMessage, issuer: string): Promise<string | undefined> {
  const token = headers.authorization?.replace(/^Bearer /, "") ?? "";
  const answer = await fetch(`${issuer}/_emulator/oauth/introspect`, {
    method: "POST",
    body: new URLSearchParams({ token }),
  });
  const { active } = (await answer.json()) as { active: boolean };
  return active ? undefined : `wrong token: ${token}`;
}

function notes(deleted: string[]): McpServer {
  const server = new McpServer({ name: "notes", version: "1.0.0" });
  const said = (value: string) => ({ content: [{ type: "text" as const, text: value }] });
  server.registerTool(
    "search_notes",
    { description: "Searches notes.", inputSchema: { query: z.string() } },
    ({ query }) => said(`1 note about ${query}`),
  );
  server.registerTool("delete_note", { description: "Deletes a note.", inputSchema: { id: z.string() } }, ({ id }) => {
    deleted.push(id);
    return said(`deleted ${id}`);
  });
  return server;
}
