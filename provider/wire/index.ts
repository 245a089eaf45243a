export * from "./agent";
export * from "./auth-session";
export * from "./error";
export * from "./mcp-server";
export * from "./mcp-server";
export * from "./run";
export * from "./thread";
