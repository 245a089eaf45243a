/** Page cursors of the agent list: the sort value and id of the last item. */
import * as z from "zod";
import { ApiFault } from "../errors";
import type { AgentPosition, AgentQuery, AgentRecord } from "../store/agents";
import { decodeCursor, encodeCursor } from "./cursor";

type Sort = Pick<AgentQuery, "sortBy" | "sortOrder">;

const CursorSchema = z.tuple([
  z.enum(["created_at", "updated_at", "name"]),
  z.enum(["asc", "desc"]),
  z.union([z.string(), z.int()]),
  z.string(),
]);

export function encodeAgentCursor(last: AgentRecord, { sortBy, sortOrder }: Sort): string {
  const keys = { created_at: last.createdAt, updated_at: last.updatedAt, name: last.metadata.name };
  return encodeCursor([sortBy, sortOrder, keys[sortBy], last.id]);
}

/** Refuses a cursor of a differently sorted list too. */
export function decodeAgentCursor(cursor: string, { sortBy, sortOrder }: Sort): AgentPosition {
  const [cursorSortBy, cursorSortOrder, key, id] = decodeCursor(CursorSchema, cursor);
  if (cursorSortBy !== sortBy || cursorSortOrder !== sortOrder) {
    throw new ApiFault("invalid_cursor", "Keep sort_by and sort_order while paging: cursor belongs to another order");
  }
  return { key, id };
}
