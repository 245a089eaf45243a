export * from "./agent";
export * from "./error";
export * from "./mcp-server";
