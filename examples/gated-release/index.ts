import * as pulumi from "@pulumi/pulumi";
import * as deepagents from "pulumi-deepagents";

const config = new pulumi.Config();

const notes = new deepagents.McpServer("released-notes", {
  url: config.require("mcpUrl"),
  headers: { Authorization: pulumi.interpolate`Bearer ${config.requireSecret("mcpToken")}` },
});

// A change of this agent is first made on a candidate. Only when that has passed the test does the agent that people use
// change, too.
const assistant = new deepagents.GatedAgent("assistant", {
  description: "Answers questions from the team's notes.",
  model: config.get("model") ?? "anthropic:claude-sonnet-4-6",
  systemPrompt: "You answer questions from the team's notes. Say which note an answer comes from.",
  tools: [
    { name: "search_notes", mcpServer: notes },
    { name: "delete_note", mcpServer: notes, requireApproval: true },
  ],
  smokeTest: {
    timeoutSeconds: 60,
    retries: 1,
    // The calls are spelt out, so that the scripted models of the local server make them, too.
    cases: [
      {
        name: "says what it is for",
        prompt: "What can you do for me? Answer in one sentence.",
        expect: { contains: "notes", toolsNotCalled: ["delete_note"] },
      },
      {
        name: "looks into the notes",
        prompt: 'What do the notes say about the Wi-Fi? Use search_notes with {"query": "wi-fi"}.',
        expect: { toolsCalled: ["search_notes"], maxToolCalls: 5 },
      },
      {
        name: "asks before it deletes",
        prompt: 'Delete the note about lunch: use delete_note with {"id": "note-3"}.',
        expect: { interrupts: [{ tool: "delete_note", decision: "reject" }] },
      },
    ],
  },
});

export const agentId = assistant.agent.id;
export const revision = assistant.agent.revision;
export const results = assistant.results;
