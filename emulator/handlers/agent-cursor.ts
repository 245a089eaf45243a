/** Opaque page cursors of the agent list: the sort value and id of the last item. */
import { z } from "zod";
import { ApiFault } from "../errors";
import type { AgentPosition, AgentQuery, AgentRecord } from "../store/agents";

type Sort = Pick<AgentQuery, "sortBy" | "sortOrder">;

const CursorSchema = z.tuple([
  z.enum(["created_at", "updated_at", "name"]),
  z.enum(["asc", "desc"]),
  z.union([z.string(), z.int()]),
  z.string(),
]);

export function encodeCursor(last: AgentRecord, { sortBy, sortOrder }: Sort): string {
  const keys = { created_at: last.createdAt, updated_at: last.updatedAt, name: last.metadata.name };
  return Buffer.from(JSON.stringify([sortBy, sortOrder, keys[sortBy], last.id])).toString("base64url");
}

/** Refuses what this server did not hand out, and a cursor of a differently sorted list. */
export function decodeCursor(cursor: string, { sortBy, sortOrder }: Sort): AgentPosition {
  const parsed = CursorSchema.safeParse(parseBase64Json(cursor));
  if (!parsed.success) {
    throw new ApiFault("invalid_cursor", "Pass a next_cursor from a previous response unchanged: cursor is not valid");
  }
  const [cursorSortBy, cursorSortOrder, key, id] = parsed.data;
  if (cursorSortBy !== sortBy || cursorSortOrder !== sortOrder) {
    throw new ApiFault("invalid_cursor", "Keep sort_by and sort_order while paging: cursor belongs to another order");
  }
  return { key, id };
}

function parseBase64Json(text: string): unknown {
  try {
    return JSON.parse(Buffer.from(text, "base64url").toString("utf8"));
  } catch {
    return undefined;
  }
}
