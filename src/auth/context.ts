import { type ContextKey, type ContextValues, createContextKey } from "@connectrpc/connect";
import type { Caller } from "../directory/caller.ts";
import type { OrgId, UserId } from "../storage/contract/index.ts";

/** Who calls. */
export interface Identity {
  readonly userId: UserId;
  /** The user's own organization: that of the call when no other is named. */
  readonly homeOrgId: OrgId;
}

/** Header that names a call, in both directions: a caller that repeats a call sends the same. */
export const headerRequestId = "x-request-id";

/** Names one call in answers and in the log. Set by the outermost interceptor. */
export const requestIdKey: ContextKey<string> = createContextKey("", { description: "request id" });

/**
 * Headers for the answer to a call, also when it becomes an error that the handler threw. Unset where nobody has any to
 * add.
 */
export const answerHeadersKey: ContextKey<Readonly<Record<string, string>> | undefined> = createContextKey<
  Readonly<Record<string, string>> | undefined
>(undefined, { description: "answer headers" });

/** Who calls. Unset on public RPCs. */
export const identityKey: ContextKey<Identity | undefined> = createContextKey<Identity | undefined>(undefined, {
  description: "identity",
});

/** The caller with the organization of the call. Unset on public RPCs. */
export const callerKey: ContextKey<Caller | undefined> = createContextKey<Caller | undefined>(undefined, {
  description: "caller",
});

/** The caller of an RPC that is not public. Throws where interceptors left none, which is a fault of the server. */
export function callerOf(context: { readonly values: ContextValues }): Caller {
  const caller = context.values.get(callerKey);
  if (caller === undefined) throw new Error("an RPC without a caller asks for one: its access rule must not be public");
  return caller;
}

/**
 * The caller in its own organization, whichever one the call names: for RPCs about the caller itself. Throws as
 * `callerOf()` does.
 */
export function ownCallerOf(context: { readonly values: ContextValues }): Caller {
  const identity = context.values.get(identityKey);
  if (identity === undefined) throw new Error("an RPC about the caller has none: its access rule must not be public");
  return { ...callerOf(context), orgId: identity.homeOrgId };
}
