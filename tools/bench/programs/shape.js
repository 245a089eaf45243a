// @ts-check
/** What both programs declare, so that the engine has the same work on both sides. */

const agents = Number(process.env["BENCH_AGENTS"]);
const edited = process.env["BENCH_EDITED"] === "yes";

const PROMPT = "You are a careful research assistant. Look things up before you answer, and cite your sources.\n";

const servers = Array.from({ length: Math.ceil(agents / 10) }, (_, index) => ({
  name: `server-${index}`,
  args: {
    url: `https://mcp.example.com/servers/${index}`,
    headers: { Authorization: `Bearer ${"x".repeat(32)}${index}` },
  },
}));

const all = Array.from({ length: agents }, (_, index) => ({
  name: `agent-${index}`,
  /** Of `servers`: the one that has the agent's tools. */
  server: index % servers.length,
  args: {
    model: "anthropic:claude-sonnet-4-6",
    description: `Researcher ${index}.`,
    systemPrompt: PROMPT.repeat(5) + (edited && index === 0 ? "Be brief.\n" : ""),
  },
  tools: [{ name: "search" }, { name: "extract", requireApproval: true }],
}));

module.exports = { servers, agents: all };
