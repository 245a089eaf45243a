import { type AgentInputs, bindServers } from "../../../../provider/project";

const url = "https://mcp.example.com/notes";

it("replaces a server's URL by the server, and moves the approval rule to the tool", () => {
  const inputs = {
    name: "a",
    tools: [
      { name: "search", mcpServerUrl: `${url}/`, displayName: "Search" },
      { name: "delete", mcpServerUrl: url },
      { name: "fetch", mcpServerUrl: "https://mcp.example.com/other" },
    ],
    interruptConfig: {
      [`${url}/::delete::notes`]: true,
      "https://mcp.example.com/other::fetch": true,
      search: false,
    },
  };
  expect(bindServers(inputs, { [url]: "the server", "https://elsewhere.example.com": "another" })).toEqual({
    name: "a",
    tools: [
      { name: "search", mcpServer: "the server", displayName: "Search" },
      { name: "delete", mcpServer: "the server", requireApproval: true },
      { name: "fetch", mcpServerUrl: "https://mcp.example.com/other" },
    ],
    interruptConfig: { "https://mcp.example.com/other::fetch": true, search: false },
  });
});

it("does not change what has no tools", () => {
  const inputs: AgentInputs = { name: "a" };
  expect(bindServers(inputs, { [url]: "the server" })).toEqual(inputs);
});
