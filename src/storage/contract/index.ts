/** The storage contract: all that `directory/` and `auth/` may know about storage. */
export * from "./errors.ts";
export * from "./events.ts";
export * from "./ids.ts";
export * from "./instance.ts";
export * from "./memberships.ts";
export * from "./orgs.ts";
export * from "./record.ts";
export * from "./scope.ts";
export * from "./storage.ts";
export * from "./tokens.ts";
export * from "./users.ts";
