/**
 * Most names in a list of the endpoints on products, which Adobe documents no limit for. As many as a list of the
 * directory has entries: a change of them all is one transaction, and others wait for it.
 */
export const maxListLength = 1000;

/** Longest names of users and groups, in characters, as Adobe documents them. */
export const maxNameLength = 255;

/** Most entries of a page: of users and groups as Adobe documents it, of the endpoints on products as it once did. */
export const pageSizes = { users: 400, groups: 400, products: 200 } as const;

/** Most commands of a request, steps of a command, and names of a list in a step, as Adobe documents them. */
export const actionLimits = { commands: 10, steps: 10, names: 10 } as const;
