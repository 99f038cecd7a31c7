/**
 * Goes on with a value that may be there already: at once then, without the promise and the turns of an `await`, of which
 * every interceptor would cost some on every call.
 */
export const whenKnown = <Value, Result>(
  value: Value | Promise<Value>,
  goOn: (value: Value) => Promise<Result>,
): Promise<Result> => (value instanceof Promise ? value.then(goOn) : goOn(value));
