export * from "./agent";
export * from "./error";
export * from "./mcp-server";
export * from "./mcp-tools";
export * from "./run";
export * from "./thread";
