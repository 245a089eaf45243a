import { text } from "./text";

/** Where an editor finds the JSON schema of a file. Says nothing about the agent. */
export const editorSchema = text()
  .optional()
  .describe("The JSON schema by which an editor completes and checks this file.");
