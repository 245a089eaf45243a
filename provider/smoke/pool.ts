/**
 * `work` on every item, on at most `limit` of them at once, begun in their order.
 *
 * @returns the results in the order of the items
 * @throws what the first `work` to fail throws; the others under way are not waited for
 */
export async function inPool<Item, Result>(
  items: readonly Item[],
  limit: number,
  work: (item: Item, index: number) => Promise<Result>,
): Promise<Result[]> {
  const results: Result[] = [];
  const queue = items.entries();
  const worker = async (): Promise<void> => {
    for (const [index, item] of queue) {
      results[index] = await work(item, index);
    }
  };
  await Promise.all(Array.from({ length: Math.min(limit, items.length) }, worker));
  return results;
}
