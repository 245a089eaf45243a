/** The first `limit` items of `source`, all of them without a limit. No page is fetched that is not needed. */
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
