/** Whether two lists hold the same texts in the same order: what counts as unchanged for roles and role keys. */
export const haveSameOrder = (one: readonly string[], other: readonly string[]): boolean =>
  one.length === other.length && one.every((text, index) => text === other[index]);
