/** Whether there is anything to connect to. */
import { fieldOf, isSet } from "./reading";
import type { Rule } from "./rule";

/** Of a server that the program declares. What another one uses shows when the connection is made. */
export const serverUsesOAuth: Rule = (inputs) => {
  const server = fieldOf(inputs, "__server");
  const usesHeaders = (fieldOf(server, "authType") ?? "headers") === "headers";
  return isSet(server) && usesHeaders
    ? [
        {
          property: "mcpServer",
          reason: 'must use OAuth: write authType: "oauth" on the server, or drop the connection',
        },
      ]
    : [];
};
