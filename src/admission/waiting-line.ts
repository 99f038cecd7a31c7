/** One that waits, tied to its neighbours. */
interface Node<Item> {
  readonly item: Item;
  older: Node<Item> | undefined;
  newer: Node<Item> | undefined;
  isInLine: boolean;
}

/** Those that wait, in the order in which they came. Every step takes the same time, however long the line is. */
export interface WaitingLine<Item> {
  readonly length: number;
  /** The one that has waited longest. */
  readonly oldest: Item | undefined;
  /** Puts one at the end; the answer takes it out again, wherever it stands, and does nothing when it is out. */
  push(item: Item): () => void;
  /** Takes out the one that has waited longest. */
  takeOldest(): Item | undefined;
  /** Takes out the one that came last. */
  takeNewest(): Item | undefined;
}

/** An empty line. An array would have to be searched for whoever leaves from the middle. */
export function createWaitingLine<Item>(): WaitingLine<Item> {
  let oldest: Node<Item> | undefined;
  let newest: Node<Item> | undefined;
  let length = 0;

  function remove(node: Node<Item>): Item | undefined {
    if (!node.isInLine) return undefined;
    node.isInLine = false;
    length--;
    if (node.older === undefined) oldest = node.newer;
    else node.older.newer = node.newer;
    if (node.newer === undefined) newest = node.older;
    else node.newer.older = node.older;
    return node.item;
  }

  return {
    get length() {
      return length;
    },
    get oldest() {
      return oldest?.item;
    },
    push(item) {
      const node: Node<Item> = { item, older: newest, newer: undefined, isInLine: true };
      if (newest === undefined) oldest = node;
      else newest.newer = node;
      newest = node;
      length++;
      return () => void remove(node);
    },
    takeOldest: () => (oldest === undefined ? undefined : remove(oldest)),
    takeNewest: () => (newest === undefined ? undefined : remove(newest)),
  };
}
