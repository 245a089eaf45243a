/** Packages that only runs and MCP connections need: loaded when first used, so that a start stays fast. */
import { ApiFault } from "./errors";

// The last one settles which version langsmith gets: beside @pulumi/pulumi, npm finds none by itself.
const INSTALL =
  "npm install deepagents langchain @langchain/core @langchain/langgraph @langchain/langgraph-checkpoint " +
  "@modelcontextprotocol/sdk @opentelemetry/exporter-trace-otlp-proto@0.220";

/** @throws ApiFault that says what to install when a package is missing. */
export async function loadOptional<T>(load: () => Promise<T>): Promise<T> {
  try {
    return await load();
  } catch (error) {
    if (!isMissing(error)) throw error;
    throw new ApiFault(
      "harness_not_installed",
      `Install what the emulator runs agents with, beside pulumi-deepagents: ${INSTALL} (${firstLine(error)})`,
    );
  }
}

function isMissing(error: unknown): error is Error {
  const codes = ["MODULE_NOT_FOUND", "ERR_MODULE_NOT_FOUND", "ERR_PACKAGE_PATH_NOT_EXPORTED"];
  return error instanceof Error && "code" in error && codes.includes(String(error.code));
}

function firstLine({ message }: Error): string {
  return message.split("\n")[0] ?? "";
}
