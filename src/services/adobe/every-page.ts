import type { Page, PageOf } from "../../directory/model.ts";

/** Every entry of a list that is answered page by page. */
export async function everyPage<Item>(list: (page: Page) => Promise<PageOf<Item>>): Promise<readonly Item[]> {
  const items: Item[] = [];
  for (;;) {
    // A limit of 0 is the largest that there is.
    const page = await list({ offset: items.length, limit: 0 });
    items.push(...page.items);
    if (page.items.length === 0 || items.length >= page.total) return items;
  }
}
