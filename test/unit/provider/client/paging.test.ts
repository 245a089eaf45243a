import { atMost, paged } from "../../../../provider/client/paging";

const PAGES: Record<string, { items: number[]; next_cursor?: string | null }> = {
  first: { items: [1, 2], next_cursor: "second" },
  second: { items: [], next_cursor: "third" },
  third: { items: [3], next_cursor: null },
};

function list(): { items: AsyncGenerator<number>; fetched: (string | undefined)[] } {
  const fetched: (string | undefined)[] = [];
  const fetchPage = (cursor: string | undefined) => {
    fetched.push(cursor);
    return Promise.resolve(PAGES[cursor ?? "first"] ?? { items: [] });
  };
  return { items: paged(fetchPage, ({ items }) => items), fetched };
}

it("gives the items of all pages, empty ones included", async () => {
  const { items, fetched } = list();
  expect(await atMost(undefined, items)).toEqual([1, 2, 3]);
  expect(fetched).toEqual([undefined, "second", "third"]);
});

it("fetches no page that is not needed", async () => {
  const { items, fetched } = list();
  expect(fetched).toEqual([]);
  expect(await atMost(2, items)).toEqual([1, 2]);
  expect(fetched).toEqual([undefined]);
});
