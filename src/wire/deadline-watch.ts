import { createWaitingLine, type Place } from "../waiting-line.ts";

/** A call that ends when its time is up. */
interface Expiring {
  expire(): void;
}

/** Watches over calls that all may take equally long. */
export interface DeadlineWatch {
  add(call: Expiring): WatchedPlace;
  /** Forgets a call that has ended. */
  remove(place: WatchedPlace): void;
}

/** What a call is forgotten by. */
export type WatchedPlace = Place<Expiring>;

/**
 * One timer for all calls without a deadline of their own: the oldest is the first whose time is up. A timer for each
 * would be a hundredth of what a call costs, for something that hardly ever happens.
 */
export function createDeadlineWatch(timeoutMs: number): DeadlineWatch {
  const line = createWaitingLine<Expiring>();
  let isWaiting = false;

  function waitFor(ms: number): void {
    isWaiting = true;
    // The calls keep the process alive, not their deadlines.
    setTimeout(expireDue, ms).unref();
  }

  function expireDue(): void {
    isWaiting = false;
    while (line.oldest !== undefined) {
      const leftMs = line.oldest.sinceMs + timeoutMs - performance.now();
      if (leftMs > 0) {
        waitFor(Math.ceil(leftMs));
        return;
      }
      line.takeOldest()?.expire();
    }
  }

  return {
    add(call) {
      if (!isWaiting) waitFor(timeoutMs);
      return line.push(call);
    },
    remove: (place) => void line.leave(place),
  };
}
