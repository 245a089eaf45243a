/** Lists in pages: the parameters that ask for a page, and the opaque cursor that leads to the next one. */
import { z } from "@hono/zod-openapi";
import { RequestError } from "./errors";

export const DEFAULT_PAGE_SIZE = 20;

/** The query parameters of a list whose pages hold at most `maximum` items. */
export function pageParameters(maximum: number) {
  const range = `must be a whole number from 1 to ${String(maximum)}`;
  return {
    page_size: z
      .string()
      .regex(/^\d{1,9}$/, range)
      .transform(Number)
      .refine((size) => size >= 1 && size <= maximum, range)
      .optional()
      .openapi({ type: "integer", minimum: 1, maximum, default: DEFAULT_PAGE_SIZE, description: "Items per page." }),
    cursor: z.string().optional().openapi({ description: "`next_cursor` of a previous response." }),
  };
}

/**
 * One page of a list, and the cursor of the next one; null on the last page.
 *
 * @param list returns at most that many items
 * @param position what the cursor says about the last item of the page: the values that the list is sorted by
 */
export function pageOf<T>(
  pageSize: number,
  list: (limit: number) => T[],
  position: (last: T) => readonly (string | number)[],
): { page: T[]; next_cursor: string | null } {
  // One item more than the page holds tells whether there is a next page.
  const found = list(pageSize + 1);
  const page = found.slice(0, pageSize);
  const last = page.at(-1);
  return {
    page,
    next_cursor: found.length > pageSize && last !== undefined ? encodeCursor(position(last)) : null,
  };
}

/** Reads a cursor that this server handed out, and refuses any other text. */
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

function encodeCursor(values: readonly (string | number)[]): string {
  return Buffer.from(JSON.stringify(values)).toString("base64url");
}

function parseBase64Json(text: string): unknown {
  try {
    return JSON.parse(Buffer.from(text, "base64url").toString("utf8"));
  } catch {
    return undefined;
  }
}
