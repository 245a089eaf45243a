/** A small real MCP server: two tools, on a loopback port, behind a header that it requires. */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { McpServer } from "@modelcontextprotocol/sdk/server/mcp.js";
import { StreamableHTTPServerTransport } from "@modelcontextprotocol/sdk/server/streamableHttp.js";
import type { Transport } from "@modelcontextprotocol/sdk/shared/transport.js";
import { z } from "zod";

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
  /** Resolves when it has arrived. */
  reached: Promise<void>;
  open(): void;
}

interface HeldGate extends Gate {
  method: string;
  /** Tells the test that the request is here; resolves when the gate is open. */
  pass(): Promise<void>;
}

export async function startNotesServer(): Promise<NotesServer> {
  const deleted: string[] = [];
  let lists = 0;
  const gates: HeldGate[] = [];
  const http = createServer((request, response) => {
    if (request.headers[REQUIRED_HEADER.key.toLowerCase()] !== REQUIRED_HEADER.value) {
      response.writeHead(401).end(`wrong token: ${request.headers[REQUIRED_HEADER.key.toLowerCase()]?.toString()}`);
      return;
    }
    if (request.method !== "POST") {
      response.writeHead(405).end();
      return;
    }
    let text = "";
    request.on("data", (chunk: Buffer) => (text += chunk.toString("utf8")));
    request.on("end", () => {
      if (text.includes('"tools/list"')) lists += 1;
      // Without sessions each request has a server of its own.
      const transport = new StreamableHTTPServerTransport({});
      const server = notes(deleted);
      response.on("close", () => void server.close());
      const held = gates.findIndex(({ method }) => text.includes(`"${method}"`));
      const [gate] = held === -1 ? [] : gates.splice(held, 1);
      void server
        .connect(transport as Transport)
        .then(() => gate?.pass())
        .then(() => transport.handleRequest(request, response, JSON.parse(text)));
    });
  });
  await new Promise<void>((resolve) => http.listen(0, "127.0.0.1", resolve));
  const { port } = http.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/mcp`,
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

function notes(deleted: string[]): McpServer {
  const server = new McpServer({ name: "notes", version: "1.0.0" });
  const text = (value: string) => ({ content: [{ type: "text" as const, text: value }] });
  server.registerTool(
    "search_notes",
    { description: "Searches notes.", inputSchema: { query: z.string() } },
    ({ query }) => text(`1 note about ${query}`),
  );
  server.registerTool("delete_note", { description: "Deletes a note.", inputSchema: { id: z.string() } }, ({ id }) => {
    deleted.push(id);
    return text(`deleted ${id}`);
  });
  return server;
}
