/** The fields, among these, in which the second object differs from the first, with the second's values. */
export const changedFields = <Fields extends object>(
  names: readonly (keyof Fields)[],
  before: Fields,
  after: Fields,
): Partial<Fields> => {
  const changes: Partial<Fields> = {};
  for (const name of names) if (before[name] !== after[name]) changes[name] = after[name];
  return changes;
};
