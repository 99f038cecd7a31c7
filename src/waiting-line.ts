/** Where somebody stands in a line; for leaving it. */
export interface Place<Item> {
  readonly item: Item;
  /** When it came, in the terms of `performance.now()`. */
  readonly sinceMs: number;
}

/** Those that wait, in the order in which they came. Every step takes the same time, however long the line is. */
export interface WaitingLine<Item> {
  readonly length: number;
  /** The one that has waited longest. */
  readonly oldest: Place<Item> | undefined;
  /** Puts one at the end. */
  push(item: Item): Place<Item>;
  /** Takes one out wherever it stands; false when it was out already. */
  leave(place: Place<Item>): boolean;
  /** Takes out the one that has waited longest. */
  takeOldest(): Item | undefined;
  /** Takes out the one that came last. */
  takeNewest(): Item | undefined;
}

/**
 * An empty line, for what comes and goes with every call. An array would have to be searched for whoever leaves from the
 * middle. A Map or a Set makes a new table every so many steps, and the one before, once it is old, keeps all that was in
 * it until V8 collects everything: with thousands of calls a second that is all calls.
 */
export function createWaitingLine<Item>(): WaitingLine<Item> {
  return new LinkedLine<Item>();
}

class Node<Item> implements Place<Item> {
  readonly item: Item;
  readonly sinceMs: number = performance.now();
  older: Node<Item> | undefined;
  newer: Node<Item> | undefined = undefined;
  isInLine = true;

  constructor(item: Item, older: Node<Item> | undefined) {
    this.item = item;
    this.older = older;
  }
}

class LinkedLine<Item> implements WaitingLine<Item> {
  length = 0;
  private first: Node<Item> | undefined = undefined;
  private last: Node<Item> | undefined = undefined;

  get oldest(): Place<Item> | undefined {
    return this.first;
  }

  push(item: Item): Place<Item> {
    const node = new Node(item, this.last);
    if (this.last === undefined) this.first = node;
    else this.last.newer = node;
    this.last = node;
    this.length++;
    return node;
  }

  leave(place: Place<Item>): boolean {
    // Only `push` makes places.
    const node = place as Node<Item>;
    if (!node.isInLine) return false;
    const { older, newer } = node;
    if (older === undefined) this.first = newer;
    else older.newer = newer;
    if (newer === undefined) this.last = older;
    else newer.older = older;
    node.isInLine = false;
    // Who is out must not keep who is in: an old one would keep all that come after it.
    node.older = undefined;
    node.newer = undefined;
    this.length--;
    return true;
  }

  takeOldest(): Item | undefined {
    return this.take(this.first);
  }

  takeNewest(): Item | undefined {
    return this.take(this.last);
  }

  private take(node: Node<Item> | undefined): Item | undefined {
    if (node === undefined) return undefined;
    this.leave(node);
    return node.item;
  }
}
