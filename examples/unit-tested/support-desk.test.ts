import * as pulumi from "@pulumi/pulumi";

const TICKETS_URL = "https://tickets.example.com/mcp";
const registered: pulumi.runtime.MockResourceArgs[] = [];
const lookedUp: string[] = [];

/** What the workspace has, as far as the component asks for it. */
const answers: Record<string, Record<string, unknown>> = {
  "deepagents:index:getMcpServer": { id: "server-id", name: "tickets", url: TICKETS_URL },
  "deepagents:index:getMcpTools": {
    toolArgs: {
      read_ticket: { name: "read_ticket", mcpServerUrl: TICKETS_URL },
      close_ticket: { name: "close_ticket", mcpServerUrl: TICKETS_URL },
    },
  },
  "deepagents:index:getAgent": { id: "triage-id", name: "triage", model: "openai:gpt-5.5" },
};

beforeAll(async () => {
  await pulumi.runtime.setMocks({
    newResource: (args) => {
      registered.push(args);
      return { id: `${args.name}-id`, state: args.inputs as Record<string, unknown> };
    },
    call: ({ token }) => {
      lookedUp.push(token);
      return answers[token] ?? {};
    },
  });
});
beforeEach(() => {
  registered.length = 0;
  lookedUp.length = 0;
});

// After setMocks: what a program declares while it is loaded would otherwise look for the engine.
const load = () => import("./support-desk.js");

/** The value of an output, once it is there. */
function valueOf<T>(output: pulumi.Output<T>): Promise<T> {
  return new Promise((resolve) => void output.apply(resolve));
}

it("a person approves that a ticket is closed", async () => {
  const { SupportDesk } = await load();
  expect(await valueOf(new SupportDesk("desk", { ticketServer: "tickets" }).agentId)).toBe("desk-agent-id");
  const agent = registered.find(({ name }) => name === "desk-agent");
  expect(agent?.type).toBe("pulumi-nodejs:dynamic/deepagents:Agent");
  expect(agent?.inputs).toMatchObject({
    model: "openai:gpt-5.5",
    tools: [
      { name: "read_ticket", mcpServerUrl: TICKETS_URL },
      { name: "close_ticket", mcpServerUrl: TICKETS_URL, requireApproval: true },
    ],
  });
});

it("a model of its own asks nobody for the team's", async () => {
  const { SupportDesk } = await load();
  const desk = new SupportDesk("desk", { ticketServer: "tickets", model: "anthropic:claude-sonnet-4-6" });
  await valueOf(desk.agentId);
  expect(lookedUp).toEqual(["deepagents:index:getMcpServer", "deepagents:index:getMcpTools"]);
});
