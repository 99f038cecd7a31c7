/** As many as a page may hold without making a server work for long. */
const pageSize = 500;

/** Asks for one page: from where, and how many at most. */
export type ReadPage<Item> = (page: { readonly offset: bigint; readonly limit: number }) => Promise<readonly Item[]>;

/** The items of all pages, one after another, each page asked for when it is its turn. */
export async function* readPages<Item>(read: ReadPage<Item>): AsyncGenerator<Item> {
  for (let offset = 0n; ; offset += BigInt(pageSize)) {
    const items = await read({ offset, limit: pageSize });
    yield* items;
    if (items.length < pageSize) return;
  }
}
