/** What the API says: requests and answers, as zod schemas and the types that follow from them. */
export * from "./agent";
export * from "./auth-session";
export * from "./error";
export * from "./mcp-server";
export * from "./run";
export * from "./thread";
