import { DomainError } from "../../directory/errors.ts";
import { tokenScopes } from "../../directory/personal-access-tokens.ts";

/** What a login asks for, and gets. */
export interface GrantedScopes {
  /** The scopes that the server knows, each once. */
  readonly scopes: readonly string[];
  /** The projects whose APIs the token is for, besides this server. */
  readonly projectIds: readonly string[];
}

/** RFC 6749, section 3.3: printable ASCII without quotation marks and backslashes. */
const scopePattern = /^[\x21\x23-\x5b\x5d-\x7e]+$/;

/** Asks for a project's id in the token's audience, as ZITADEL spells it. */
const audiencePattern = /^urn:zitadel:iam:org:project:id:([^:]+):aud$/;

/** In a scope, the name for the project of this server's own API. */
const ownProject = "zitadel";

/**
 * The scopes that a `scope` parameter asks for and the server knows; others are passed over, as ZITADEL does, and left
 * out of the answer. Fails with `scopeInvalid` when the text is none of scopes.
 */
export function parseScopes(text: string, ownProjectId: string): GrantedScopes {
  const names = text === "" ? [] : text.split(" ");
  if (!names.every((name) => scopePattern.test(name))) throw new DomainError("scopeInvalid");
  const scopes = [...new Set(names)].filter((name) => tokenScopes.includes(name) || audiencePattern.test(name));
  const projectIds = scopes.flatMap((name) => audiencePattern.exec(name)?.[1] ?? []);
  return { scopes, projectIds: projectIds.map((id) => (id === ownProject ? ownProjectId : id)) };
}
