/** A call that ends when its time is up. */
interface Expiring {
  expire(): void;
}

/** Watches over calls that all may take equally long. */
export interface DeadlineWatch {
  add(call: Expiring): void;
  /** Forgets a call that has ended; does nothing to one that is not watched. */
  delete(call: Expiring): void;
}

/**
 * One timer for all calls without a deadline of their own: the oldest is the first whose time is up. A timer for each
 * would be a hundredth of what a call costs, for something that hardly ever happens.
 */
export function createDeadlineWatch(timeoutMs: number): DeadlineWatch {
  // In the order in which they were added.
  const dueMs = new Map<Expiring, number>();
  let isWaiting = false;

  function waitFor(ms: number): void {
    isWaiting = true;
    // The calls keep the process alive, not their deadlines.
    setTimeout(expireDue, ms).unref();
  }

  function expireDue(): void {
    isWaiting = false;
    for (const [call, due] of dueMs) {
      const leftMs = due - performance.now();
      if (leftMs > 0) {
        waitFor(Math.ceil(leftMs));
        return;
      }
      dueMs.delete(call);
      call.expire();
    }
  }

  return {
    add(call) {
      dueMs.set(call, performance.now() + timeoutMs);
      if (!isWaiting) waitFor(timeoutMs);
    },
    delete: (call) => void dueMs.delete(call),
  };
}
