import { filesBelow, Project } from "./support/project";
import { ServerProcess } from "./support/server-process";

/** Texts that must be nowhere: each is made for this test and stands nowhere else. */
const CANARIES = {
  apiKey: "lsv2_canary_key_5d1c",
  header: "canary-header-9b2e",
  plain: "canary-plain-77aa",
  // The engine itself masks only the values of Pulumi config; this one the program marks as secret.
  marked: "canary-marked-4c1b",
};

const program = (url: string): string => `
  const config = new pulumi.Config();
  const notes = new deepagents.McpServer("notes", {
    url: ${JSON.stringify(url)},
    headers: {
      Authorization: pulumi.interpolate\`Bearer \${config.requireSecret("token")}\`,
      // Not marked as a secret by the program: the resource does it.
      "X-Plain": "${CANARIES.plain}",
    },
  });
  new deepagents.Agent("assistant", { systemPrompt: "Hello.", tools: [{ name: "search", mcpServer: notes }] });
  exports.headers = notes.headers;
`;

let server: ServerProcess;
let project: Project;

beforeAll(async () => {
  server = await ServerProcess.start(CANARIES.apiKey);
  const secrets = { token: CANARIES.header };
  project = await Project.create({ emulator: server, program: program("https://mcp.example.com"), secrets });
  await project.configure({ "deepagents:maxRetries": "0" });
});

afterAll(async () => {
  await project.dispose();
  await server.dispose();
});

it("no secret is in the state, its backups, exports, previews, diffs, the console or the server's log and database", async () => {
  const seen = new Map<string, string>();
  const look = async (what: string, output: Promise<string>): Promise<void> => void seen.set(what, await output);

  await look("preview of a creation", project.preview("--diff"));
  await look("up", project.up());
  await look("export", project.succeed("stack", "export"));
  await look("outputs", project.succeed("stack", "output", "--json"));
  await look("stack", project.succeed("stack", "--show-urns"));
  await project.write(program("https://moved.example.com").replace("Bearer ", "Token "));
  await look("preview of a change", project.preview("--diff"));
  await look("preview as JSON", project.preview("--json"));
  await look("update", project.up("--diff"));
  await look("refresh", project.refresh("--diff"));
  await injectFault("GET", { kind: "truncated" });
  await look("a refresh whose answer breaks off", project.fail("refresh", "--yes", "--skip-preview"));
  await project.write(program("https://moved.example.com").replace("Bearer ", "Basic "));
  await injectFault("PATCH", {
    kind: "status",
    status: 422,
    body: { code: "validation_failed", detail: `${CANARIES.apiKey} may not send Basic ${CANARIES.header}` },
  });
  await look("a server that echoes both", project.fail("up", "--yes", "--skip-preview"));
  expect(seen.get("a server that echoes both")).toContain("may not send");
  await project.write(program("https://moved.example.com").replace("headers:", "header:"));
  await look("a refused argument", project.fail("up", "--yes", "--skip-preview"));
  await project.write(
    program("https://moved.example.com") +
      program("https://moved.example.com")
        .replaceAll('"notes"', '"again"')
        .replaceAll('"assistant"', '"second"')
        .replaceAll("const ", "var "),
  );
  await look("a conflict on the server", project.fail("up", "--yes", "--skip-preview"));
  const marked = `pulumi.secret("https://" + ${JSON.stringify(CANARIES.marked.split("-"))}.join("-") + ".example.com/")`;
  const tool = `{ name: "search", mcpServerUrl: ${marked} }`;
  await project.write(`new deepagents.Agent("assistant", { tools: [${tool}, ${tool}] });`);
  await look("a secret URL in a refused argument", project.fail("preview"));
  await project.write(`new deepagents.Agent("assistant", { tools: [${tool}] });`);
  await look("a secret URL without a server", project.fail("up", "--yes", "--skip-preview"));
  expect(seen.get("a secret URL without a server")).toContain("is on [secret], where no MCP server is registered");
  await project.write(`new deepagents.McpServer("other", { url: ${marked} });`);
  await look("a secret URL in the state", project.up());
  await project.write(`
    new deepagents.McpServer("other", { url: ${marked} });
    new deepagents.McpServer("same", { url: ${marked} });
  `);
  await look("a conflict about a secret URL", project.fail("up", "--yes", "--skip-preview"));
  expect(seen.get("a conflict about a secret URL")).toContain("already has an MCP server");
  await look("destroy", project.destroy());

  for (const [file, text] of await project.filesOfTheEngine()) {
    // The program itself says one of them in the clear.
    if (!file.endsWith("index.js")) {
      seen.set(file, text);
    }
  }
  for (const [file, text] of await filesBelow(server.data)) {
    seen.set(file, text);
  }
  seen.set("what the server printed", server.output);

  expect([...seen.keys()].some((file) => file.endsWith(".json.bak"))).toBe(true);
  expect([...seen.keys()].filter((file) => file.startsWith(server.data))).not.toEqual([]);
  const leaks = [...seen].flatMap(([where, text]) =>
    Object.entries(CANARIES)
      // The address of an MCP server is no secret of the server that keeps it.
      .filter(([name, canary]) => text.includes(canary) && !(name === "marked" && where.startsWith(server.data)))
      .map(([name]) => `${name} in ${where}`),
  );
  expect(leaks).toEqual([]);
});

it("the header is there for those who may see it", async () => {
  await project.write(program("https://mcp.example.com"));
  await project.up();
  expect(await project.outputs("--show-secrets")).toEqual({
    headers: { Authorization: `Bearer ${CANARIES.header}`, "X-Plain": CANARIES.plain },
  });
});

it("a key in the query of a server's URL is in no message, no result of a look-up and no log, though nothing marks it", async () => {
  const canary = "canary-query-2f8a";
  const url = `https://mcp.example.com/mcp?exaApiKey=${canary}`;
  const server_ = (name: string, at = url): string => `new deepagents.McpServer("${name}", { url: "${at}" });`;
  const agent = (rest: string): string => `new deepagents.Agent("a", { systemPrompt: "Hello.", ${rest} });`;
  const tools = (at: string): string => `tools: [{ name: "search", mcpServerUrl: "${at}" }]`;
  const seen = new Map<string, string>();
  const fails = async (what: string, text: string, body: string): Promise<void> => {
    await project.write(body);
    const output = await project.fail("up", "--yes", "--skip-preview");
    expect(output).toContain(text);
    seen.set(what, output);
  };
  await project.write("");
  await project.up();
  await fails("a tool without a server", "where no MCP server is registered", agent(tools(url)));
  await fails("a rule for no tool", "matches no tool", agent(`interruptConfig: { "${url}::search": true }`));
  await fails(
    "a look-up of tools",
    "502",
    `deepagents.getMcpToolsOutput({ mcpServer: ${server_("x").slice(0, -1)} });`,
  );
  await fails("a second server", "already has an MCP server", `${server_("x")} ${server_("y")}`);
  await project.write(server_("x"));
  await project.up();
  await fails(
    "a look-up of a server",
    "no MCP server",
    `${server_("x")} deepagents.getMcpServerOutput({ url: "${url}x" });`,
  );

  await project.write(`module.exports = async () => {
    const x = ${server_("x")}
    const a = ${agent(`interruptConfig: { "${url}::search": true }, ${tools(url)}`)}
    const plain = await deepagents.getMcpServers();
    const [first] = (await deepagents.getAgents({ name: "a" })).agents;
    const found = first && (await deepagents.getAgent({ id: first.id }));
    return {
      plain,
      found,
      whole: deepagents.getMcpServerOutput({ name: x.name }).url,
      of: deepagents.getAgentOutput({ id: a.id }).tools,
    };
  };`);
  seen.set("up", await project.up());
  seen.set("up again", await project.up());
  seen.set("outputs", await project.succeed("stack", "output", "--json"));
  seen.set("outputs, to read", await project.succeed("stack", "output"));
  expect(await project.outputs("--show-secrets")).toMatchObject({
    plain: { servers: [{ url: "https://mcp.example.com/mcp" }] },
    found: { tools: [{ mcpServerUrl: "https://mcp.example.com/mcp" }] },
    whole: url,
    of: [{ mcpServerUrl: url }],
  });
  const requests = await (await fetch(`${server.url}/_emulator/requests`)).text();
  expect(requests).toContain("mcp.example.com");
  seen.set("the server's requests", requests);
  seen.set("what the server printed", server.output);
  expect([...seen].filter(([, text]) => text.includes(canary)).map(([where]) => where)).toEqual([]);
});

/** Makes the server fail the next request about an MCP server. */
async function injectFault(method: string, fault: object): Promise<void> {
  const body = JSON.stringify({ method, path: "/mcp-servers/{mcp_server_id}", fault });
  const headers = { "content-type": "application/json" };
  const response = await fetch(`${server.url}/_emulator/faults`, { method: "POST", headers, body });
  expect(response.ok).toBe(true);
}
