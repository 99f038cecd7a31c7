import type { DescField, DescMethodUnary, DescService } from "@bufbuild/protobuf";
import type { CallOptions } from "../../support/clients/index.ts";
import type { CloserLook, Subject } from "./oracle.ts";
import type { Victim } from "./victim.ts";

/** Objects for requests to name: what one organization owns, or has to do with. */
export interface NamedObjects {
  readonly orgId: string;
  /** A human of the organization. */
  readonly userId: string;
  /** A group of the organization. */
  readonly groupId: string;
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

/** The callers of one subject, who have the same roles, and where they call. */
export interface Callers {
  readonly human: { readonly token: string; readonly login: string; readonly password: string };
  readonly machine: { readonly id: string; readonly token: string };
  /** The server's URL. */
  readonly url: string;
}

/** The number that stands for an object by its id, for interfaces that have numbers. */
export type NumberOf = (id: string) => number;

/**
 * An interface of the server with what the matrix cannot read from its descriptors. A further one is a further entry in
 * the list of faces.
 */
export interface Face {
  readonly services: readonly DescService[];
  /** How its callers show who they are. Default: with the human's token. */
  optionsOf?(callers: Callers, token: Subject["token"]): CallOptions;
  /** What it says to who is refused, where it has words of its own and no ids. */
  readonly words?: {
    /** To who does not show who they are. */
    readonly login: string;
    /** To who is refused by a closer look. */
    readonly closerLook?: string;
  };
  /**
   * The value of a field of a request; `undefined` leaves it out. `callOrg` is how the request has to name the
   * organization of the call, where it does and not a header.
   */
  valueOf(method: DescMethodUnary, field: DescField, named: NamedObjects, callOrg: string, numberOf: NumberOf): unknown;
  /** What else a request needs to come as far as the closer look, by the RPC's name. */
  readonly requests: Readonly<Record<string, (named: NamedObjects) => Record<string, unknown>>>;
  /** What the directory asks for beyond the access option, in its order. */
  closerLooksOf(
    method: DescMethodUnary,
    named: NamedObjects,
    callOrgId: string | undefined,
    homeOrgId: string,
  ): readonly CloserLook[];
  /** Whether the object of a call can be its caller. */
  canBeAboutCaller(method: DescMethodUnary): boolean;
  /**
   * What is known of reads, and how they name the victim. Missing where callers have passwords, which those of the
   * isolation test have not: what such a face shows of other organizations is looked at in its own tests.
   */
  readonly isolation?: {
    /** By service and name. */
    readonly reads: Readonly<Record<string, ReadFacts>>;
    /** The text for a field of a read that is to show the victim; `undefined` leaves it out. */
    textAbout(victim: Victim, method: DescMethodUnary, field: DescField): string | undefined;
  };
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

/** A bearer token as a subject shows it; `undefined` for none. */
export const shownToken = (token: Subject["token"], good: string): string | undefined =>
  ({ none: undefined, unknown: "no-such-token", good })[token];
