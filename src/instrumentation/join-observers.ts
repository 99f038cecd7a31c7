import type { WireObserver } from "../wire/observer.ts";

/** Follows calls with several observers, in their order; with the very one where there is one. */
export function joinObservers(observers: readonly WireObserver[]): WireObserver {
  const [only] = observers;
  if (only !== undefined && observers.length === 1) return only;
  return {
    callEnded(call, code) {
      for (const observer of observers) observer.callEnded(call, code);
    },
    requestEnded(request) {
      for (const observer of observers) observer.requestEnded(request);
    },
  };
}
