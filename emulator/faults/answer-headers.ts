/** What the headers and status of an injected answer may be. */
import * as z from "zod";

/** The connection's own business: an answer with a wrong one of these would be another fault than the one asked for. */
const FRAMING = new Set(["content-length", "transfer-encoding", "connection"]);

export const AnswerHeadersSchema = z.record(z.string(), z.string()).superRefine((headers, context) => {
  for (const [name, value] of Object.entries(headers)) {
    if (FRAMING.has(name.toLowerCase())) {
      context.addIssue({ code: "custom", path: [name], message: "is set by the server itself" });
    } else if (!isHeader(name, value)) {
      context.addIssue({ code: "custom", path: [name], message: "is not a valid header" });
    }
  }
});

/** Whether an answer with this status never has a body. */
export function isBodyless(status: number): boolean {
  return status === 204 || status === 205 || status === 304;
}

function isHeader(name: string, value: string): boolean {
  try {
    new Headers([[name, value]]);
    return true;
  } catch {
    return false;
  }
}
