import type { DescMethod } from "@bufbuild/protobuf";

/** How many calls may succeed in a minute. */
export interface CallLimits {
  /** Of one client. */
  readonly client: number;
  /** Of all clients together. */
  readonly global: number;
}

/** RPCs that share their budgets: a call of one leaves less for the others. A face names its own. */
export interface RouteFamily {
  /** Lower-case letters, digits and hyphens: it is part of header values and of the setting. */
  readonly name: string;
  /** None of them public, because the client is who calls. An RPC is in one family at most. */
  readonly methods: readonly DescMethod[];
  readonly limits: CallLimits;
}
