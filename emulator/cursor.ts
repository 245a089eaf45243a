/** Opaque page cursors: what the last item was sorted by, as text that clients hand back unchanged. */
import type * as z from "zod";
import { RequestError } from "./errors";

export function encodeCursor(values: readonly (string | number)[]): string {
  return Buffer.from(JSON.stringify(values)).toString("base64url");
}

/** Refuses what this server did not hand out. */
export function decodeCursor<S extends z.ZodType>(schema: S, cursor: string): z.output<S> {
  const parsed = schema.safeParse(parseBase64Json(cursor));
  if (!parsed.success) {
    throw new RequestError(
      "invalid_cursor",
      "Pass a next_cursor from a previous response unchanged: cursor is not valid",
    );
  }
  return parsed.data;
}

function parseBase64Json(text: string): unknown {
  try {
    return JSON.parse(Buffer.from(text, "base64url").toString("utf8"));
  } catch {
    return undefined;
  }
}
