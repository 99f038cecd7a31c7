// A class, because one exists for every call and methods on a prototype cost nothing to create.
import type { ContextKey, ContextValues } from "@connectrpc/connect";

/** The context values of a call: Connect's, without the functions that each of those has of its own. */
export class CallValues implements ContextValues {
  /** By the symbols of their keys, as Connect keeps them. */
  readonly [id: symbol]: unknown;

  get<Value>(key: ContextKey<Value>): Value {
    // Only `set` puts values here, which has them of the type of their key.
    return key.id in this ? (this[key.id] as Value) : key.defaultValue;
  }

  set<Value>(key: ContextKey<Value>, value: Value): this {
    (this as Record<symbol, unknown>)[key.id] = value;
    return this;
  }

  delete(key: ContextKey<unknown>): this {
    delete (this as Record<symbol, unknown>)[key.id];
    return this;
  }
}
