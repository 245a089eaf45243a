export * from "./agent";
export * from "./error";
export * from "./mcp-server";
export * from "./thread";
