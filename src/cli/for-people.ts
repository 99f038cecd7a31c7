/** An error whose message says everything, to end a command with. */
export const forPeople = (message: string, cause?: unknown): Error =>
  Object.assign(new Error(message, { cause }), { isForPeople: true });
