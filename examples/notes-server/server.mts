/**
 * A small MCP server, of the kind that an agent's tools are on: streamable HTTP, behind an Authorization header.
 *
 *     npm install
 *     NOTES_TOKEN=… PORT=8124 node server.mts
 *
 * It listens on loopback only, and its notes live as long as it does. Node.js 22.19 or newer runs it as it is.
 */
import { createHash, timingSafeEqual } from "node:crypto";
import { serve } from "@hono/node-server";
import { McpServer } from "@modelcontextprotocol/sdk/server/mcp.js";
import { WebStandardStreamableHTTPServerTransport } from "@modelcontextprotocol/sdk/server/webStandardStreamableHttp.js";
import { Hono } from "hono";
import { z } from "zod";

const { NOTES_TOKEN: token, PORT: port = "8124" } = process.env;
if (!token) {
  console.error("NOTES_TOKEN is not set: give the token that clients send as `Authorization: Bearer <token>`.");
  process.exit(1);
}

const notes = new Map([
  ["note-1", "Guest parking is on level 2. The reception desk has the code of the gate."],
  ["note-2", "The guest Wi-Fi is called Lighthouse. The reception desk has this week's password."],
  ["note-3", "Lunch is from 11:30 to 14:00 in the kitchen on the third floor, on Fridays until 13:00."],
  ["note-4", "We release on Tuesdays. Whoever is on call that week decides."],
]);

function mcpServer(): McpServer {
  const server = new McpServer({ name: "notes", version: "1.0.0" });
  server.registerTool(
    "search_notes",
    {
      description: "Finds the notes that have all words of the query in them.",
      inputSchema: { query: z.string().describe('Words to look for, for example "guest wi-fi".') },
      annotations: { readOnlyHint: true },
    },
    ({ query }) => {
      const words = query.toLowerCase().split(/\s+/);
      const found = [...notes].filter(([, note]) => words.every((word) => note.toLowerCase().includes(word)));
      return text(found.map(([id, note]) => `${id}: ${note}`).join("\n") || "No note has all of these words.");
    },
  );
  server.registerTool(
    "delete_note",
    {
      description: "Deletes a note for good.",
      inputSchema: { id: z.string().describe('The id of the note, for example "note-1".') },
      annotations: { destructiveHint: true },
    },
    ({ id }) => (notes.delete(id) ? text(`${id} is deleted.`) : { ...text(`There is no ${id}.`), isError: true }),
  );
  return server;
}

function text(value: string) {
  return { content: [{ type: "text" as const, text: value }] };
}

// Digests have one length, so the comparison takes the same time for every guess.
const digest = (value: string) => createHash("sha256").update(value).digest();
const required = digest(`Bearer ${token}`);

const app = new Hono();
app.use(async (context, next) => {
  if (timingSafeEqual(digest(context.req.header("Authorization") ?? ""), required)) {
    return next();
  }
  return context.text("401: the Authorization header is missing or wrong", 401, { "WWW-Authenticate": "Bearer" });
});
// Any path will do: a workspace has one MCP server for each URL, so programs that share the notes take a path each.
app.post("/*", async ({ req }) => {
  // Without sessions, each request has a server and a transport of its own.
  const transport = new WebStandardStreamableHTTPServerTransport({ enableJsonResponse: true });
  await mcpServer().connect(transport);
  return transport.handleRequest(req.raw);
});
// What sessions would need: clients take this answer for "there are none".
app.all("/*", (context) => context.body(null, 405, { Allow: "POST" }));

const server = serve({ fetch: app.fetch, port: Number(port), hostname: "127.0.0.1" }, (address) => {
  console.log(`listening on http://127.0.0.1:${String(address.port)}/mcp`);
});
server.on("error", (error: NodeJS.ErrnoException) => {
  console.error(error.code === "EADDRINUSE" ? `Port ${port} is in use: set PORT to another one.` : error.message);
  process.exitCode = 1;
});
for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.once(signal, () => server.close());
}
