import { CommandError, type EngineEvent } from "@pulumi/pulumi/automation/index.js";

const DONE = new Map([
  ["create", "created"],
  ["update", "updated"],
  ["delete", "deleted"],
]);

/** What an event of the engine is to a person: an agent that was created, updated or deleted. Otherwise nothing. */
export function progressIn({ resOutputsEvent: event }: EngineEvent): string | undefined {
  const done = DONE.get(event?.metadata.op ?? "");
  const isAgent = event?.metadata.type.endsWith("deepagents:Agent");
  return done && isAgent ? `${done} ${event?.metadata.urn.split("::").at(-1) ?? ""}` : undefined;
}

/** An error that the engine reports while it works, for a person. */
export function errorIn({ diagnosticEvent: event }: EngineEvent): string | undefined {
  return event?.severity === "error" ? event.message.replace(/<\{%.*?%\}>/g, "").trim() : undefined;
}

/** What went wrong before the engine began: of a failed command what it wrote to stderr, not all of its output. */
export function reasonOf(error: unknown): string {
  if (error instanceof CommandError) {
    return /stderr: ([\s\S]*?)\n err\?:/.exec(error.message)?.[1]?.trim() ?? error.message;
  }
  return error instanceof Error ? error.message : String(error);
}
