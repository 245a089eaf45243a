/** Lists that the API returns in pages. */

/**
 * Every item of a paged list. A page is fetched only when its first item is asked for.
 *
 * @param fetchPage fetches the page that a cursor points to; the first page without one
 */
export async function* paged<Page extends { readonly next_cursor?: string | null | undefined }, Item>(
  fetchPage: (cursor: string | undefined) => Promise<Page>,
  itemsOf: (page: Page) => readonly Item[],
): AsyncGenerator<Item> {
  let cursor: string | undefined;
  do {
    const page = await fetchPage(cursor);
    yield* itemsOf(page);
    cursor = page.next_cursor ?? undefined;
  } while (cursor);
}

/** The first `limit` items of `source`, or all of them without a limit. Fetches no page that is not needed. */
export async function atMost<T>(limit: number | undefined, source: AsyncIterable<T>): Promise<T[]> {
  const items: T[] = [];
  for await (const item of source) {
    items.push(item);
    if (items.length === limit) {
      break;
    }
  }
  return items;
}
