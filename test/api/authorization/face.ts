import type { DescField, DescMethodUnary, DescService } from "@bufbuild/protobuf";
import type { CloserLook } from "./oracle.ts";
import type { Victim } from "./victim.ts";

/** Objects for requests to name: what one organization owns, or has to do with. */
export interface NamedObjects {
  readonly orgId: string;
  /** A human of the organization. */
  readonly userId: string;
  readonly projectId: string;
  /** Key of a role of the project. */
  readonly roleKey: string;
  /** The organization that owns the project. */
  readonly projectOrgId: string;
  /** A grant of the project. */
  readonly projectGrantId: string;
  /** The organization that has the project grant. */
  readonly grantedOrgId: string;
  /** A user grant that the organization gave. */
  readonly userGrantId: string;
  /** What the user grant is on: the project and, where it comes from one, the project grant. */
  readonly userGrantOn: readonly string[];
}

/**
 * An interface of the server with what the matrix cannot read from its descriptors. A further one is a further entry in
 * the list of faces.
 */
export interface Face {
  readonly services: readonly DescService[];
  /** Whether only machines can call it, which show their id as an API key. Default: no. */
  readonly callsAsMachine?: true;
  /**
   * The value of a field of a request; `undefined` leaves it out. `callOrg` is how the request has to name the
   * organization of the call, where it does and not a header.
   */
  valueOf(method: DescMethodUnary, field: DescField, named: NamedObjects, callOrg: string): unknown;
  /** What else a request needs to come as far as the closer look, by the RPC's name. */
  readonly requests: Readonly<Record<string, (named: NamedObjects) => Record<string, unknown>>>;
  /** What the directory asks for beyond the access option; `undefined` for nothing. */
  closerLookOf(method: DescMethodUnary, named: NamedObjects, callOrgId: string | undefined): CloserLook | undefined;
  /** Whether the object of a call can be its caller. */
  canBeAboutCaller(method: DescMethodUnary): boolean;
  /** What is known of reads, by service and name. */
  readonly reads: Readonly<Record<string, ReadFacts>>;
  /** The text for a field of a read that is to show the victim; `undefined` leaves it out. */
  textAbout(victim: Victim, method: DescMethodUnary, field: DescField): string | undefined;
  /** RPCs that take away what the others are about, in the order in which they are called after all others. */
  readonly last: readonly string[];
}

/** What is known of a read that its descriptor does not say. Whatever is left out is as for most. */
export interface ReadFacts {
  /** Further requests than the one made of the victim's ids: conditions that name it. */
  readonly requests?: (victim: Victim) => readonly Record<string, unknown>[];
  /** To whom the requests show something of the victim; `undefined` with a reason where there is nothing to show. */
  readonly shownTo?: "owner" | "tenantOwner" | "machine";
  /** Why there is nothing of any organization in the answer. */
  readonly showsNothing?: string;
  /** Why everyone with the permission may see it. */
  readonly isOpen?: string;
  /** Whether an organization that has a project grant may see of its owner what this shows. */
  readonly isForTenant?: true;
}
