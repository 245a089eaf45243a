/** Connections to MCP servers, among them those that support only the older HTTP transport. */
import { EventEmitter, once } from "node:events";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { json } from "node:stream/consumers";
import { McpServer } from "@modelcontextprotocol/sdk/server/mcp.js";
import { SSEServerTransport } from "@modelcontextprotocol/sdk/server/sse.js";
import { LATEST_PROTOCOL_VERSION } from "@modelcontextprotocol/sdk/types.js";
import { callTool, listTools } from "../../../emulator/mcp-servers/client";

it("a server without streamable HTTP is called over SSE, with the same headers", async () => {
  const transports = new Map<string, SSEServerTransport>();
  const http = createServer((request, response) => {
    const url = new URL(request.url ?? "", "http://localhost");
    if (request.headers["x-token"] !== "t") {
      response.writeHead(401).end();
    } else if (url.pathname === "/sse" && request.method === "GET") {
      const transport = new SSEServerTransport("/messages", response);
      transports.set(transport.sessionId, transport);
      const server = new McpServer({ name: "old", version: "1.0.0" });
      server.registerTool("ping", { description: "Pings." }, () => ({ content: [{ type: "text", text: "pong" }] }));
      void server.connect(transport);
    } else if (url.pathname === "/messages") {
      void transports.get(url.searchParams.get("sessionId") ?? "")?.handlePostMessage(request, response);
    } else {
      response.writeHead(405).end();
    }
  });
  await new Promise<void>((resolve) => http.listen(0, "127.0.0.1", resolve));
  const endpoint = {
    url: `http://127.0.0.1:${String((http.address() as AddressInfo).port)}/sse`,
    headers: [{ key: "X-Token", value: "t" }],
  };
  try {
    expect((await listTools(endpoint)).map(({ name }) => name)).toEqual(["ping"]);
    expect(await callTool(endpoint, "ping", {}, undefined)).toEqual({ text: "pong", failed: false });
    expect(await callTool(endpoint, "pong", {}, undefined)).toMatchObject({ failed: true });
  } finally {
    http.close();
    http.closeAllConnections();
  }
});

it("a connection to a silent server is closed once nobody waits for it", async () => {
  const seen = new EventEmitter();
  const http = createServer((request, response) => {
    if (request.method !== "GET") {
      return void response.writeHead(405).end();
    }
    // No headers and no event.
    request.socket.once("close", () => seen.emit("left"));
    seen.emit("connected");
  });
  await new Promise<void>((resolve) => http.listen(0, "127.0.0.1", resolve));
  const endpoint = { url: `http://127.0.0.1:${String((http.address() as AddressInfo).port)}/sse`, headers: [] };
  try {
    const [connected, left] = [once(seen, "connected"), once(seen, "left")];
    const stop = new AbortController();
    const listing = expect(listTools(endpoint, stop.signal)).rejects.toThrow("the run was stopped");
    await connected;
    stop.abort(new Error("the run was stopped"));
    await listing;
    await left;
  } finally {
    http.close();
    http.closeAllConnections();
  }
});

it("a token that a server echoes without its scheme is hidden in errors and in failures of tools", async () => {
  let answer: (response: ServerResponse, id: unknown) => void = (response) =>
    void response.writeHead(401).end("expired: tok-canary");
  const http = createServer((request, response) => {
    // A GET asks for a stream of events, and has no body.
    void json(request).then(
      (body) => answer(response, (body as { id: unknown }).id),
      () => response.writeHead(405).end(),
    );
  });
  await new Promise<void>((resolve) => http.listen(0, "127.0.0.1", resolve));
  const endpoint = {
    url: `http://127.0.0.1:${String((http.address() as AddressInfo).port)}/mcp`,
    headers: [{ key: "Authorization", value: "Bearer tok-canary" }],
  };
  try {
    await expect(listTools(endpoint)).rejects.toThrow("expired: [secret]");
    answer = (response, id) => {
      const result = {
        content: [{ type: "text", text: "no access with tok-canary" }],
        isError: true,
        protocolVersion: LATEST_PROTOCOL_VERSION,
        capabilities: {},
        serverInfo: { name: "echo", version: "1.0.0" },
      };
      response
        .writeHead(200, { "Content-Type": "application/json" })
        .end(JSON.stringify({ jsonrpc: "2.0", id, result }));
    };
    const result = await callTool(endpoint, "ping", {}, undefined);
    expect(result).toEqual({ text: "no access with [secret]", failed: true });
  } finally {
    http.close();
    http.closeAllConnections();
  }
});
