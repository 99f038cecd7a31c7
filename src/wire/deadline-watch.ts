import { createWaitingLine, type Place } from "../waiting-line.ts";

/** A call that ends when its time is up. */
interface Expiring {
  expire(): void;
}

/** A class and no literal: what literals make V8 may come to take for long-lived, and then keeps it with all that it has. */
class Watched {
  readonly call: Expiring;
  readonly dueMs: number;

  constructor(call: Expiring, dueMs: number) {
    this.call = call;
    this.dueMs = dueMs;
  }
}

/** Watches over calls that all may take equally long. */
export interface DeadlineWatch {
  add(call: Expiring): WatchedPlace;
  /** Forgets a call that has ended. */
  remove(place: WatchedPlace): void;
}

/** What a call is forgotten by. */
export type WatchedPlace = Place<Watched>;

/**
 * One timer for all calls without a deadline of their own: the oldest is the first whose time is up. A timer for each
 * would be a hundredth of what a call costs, for something that hardly ever happens.
 */
export function createDeadlineWatch(timeoutMs: number): DeadlineWatch {
  const line = createWaitingLine<Watched>();
  let isWaiting = false;

  function waitFor(ms: number): void {
    isWaiting = true;
    // The calls keep the process alive, not their deadlines.
    setTimeout(expireDue, ms).unref();
  }

  function expireDue(): void {
    isWaiting = false;
    while (line.oldest !== undefined) {
      const leftMs = line.oldest.dueMs - performance.now();
      if (leftMs > 0) {
        waitFor(Math.ceil(leftMs));
        return;
      }
      line.takeOldest()?.call.expire();
    }
  }

  return {
    add(call) {
      if (!isWaiting) waitFor(timeoutMs);
      return line.push(new Watched(call, performance.now() + timeoutMs));
    },
    remove: (place) => void line.leave(place),
  };
}
