import { SignJWT } from "jose";
import type { Caller } from "../../directory/caller.ts";
import { runCommand } from "../../directory/command.ts";
import type { Dependencies } from "../../directory/dependencies.ts";
import { DomainError, type ErrorName } from "../../directory/errors.ts";
import { hashToken, newTokenText } from "../../directory/personal-access-tokens.ts";
import { isMachine, type MachineRow, recordOnUser, userKey } from "../../directory/user-aggregate.ts";
import { everyOrg, type TokenId, tokenId } from "../../storage/contract/index.ts";
import { canLogIn } from "../user-login.ts";
import { type GrantedScopes, parseScopes } from "./scopes.ts";
import type { SigningKeys } from "./signing-keys.ts";

/** A token that was just made: the only moment at which its text exists. */
export interface AccessToken {
  readonly token: string;
  readonly lifetimeS: number;
  readonly scopes: readonly string[];
}

/** What a token is made for. */
export interface TokenOccasion {
  /** Who has shown to be this machine. */
  readonly machine: MachineRow;
  /** The `scope` parameter. */
  readonly scope: string;
  /** The address under which the caller knows this server. */
  readonly issuer: string;
  /** The interface of the login, for the history. */
  readonly face: string;
  /** What the login fails with when the machine may no longer log in by now. */
  readonly refusal: ErrorName;
}

/** Makes access tokens. */
export type IssueAccessToken = (occasion: TokenOccasion) => Promise<AccessToken>;

/**
 * Makes access tokens of the form that the machine is set to: opaque ones, or JWTs (RFC 9068) that others can check too.
 *
 * - Both are stored by their hash, like personal access tokens, and known by it when they come back: what locks,
 *   deactivates or removes the user ends them for good, in every process, by the very next call.
 * - A login removes those of the machine's tokens that have ended.
 * - The audience is this server, by its address and the id of its project, and the projects that the scopes name.
 *
 * Fails with `scopeInvalid`.
 */
export const createIssueAccessToken =
  (
    dependencies: Dependencies,
    options: { readonly signingKeys: SigningKeys; readonly lifetimeUs: number },
  ): IssueAccessToken =>
  async (occasion) => {
    const { clock, newId, storage } = dependencies;
    const instance = await storage.reader.instance.find();
    if (instance === undefined) throw new Error("a directory that is not set up has no machines");
    const granted = parseScopes(occasion.scope, instance.iamProjectId);
    const id = tokenId(newId());
    const lifetimeS = Math.floor(options.lifetimeUs / 1_000_000);
    const creationTimeS = Math.floor(clock() / 1_000_000);
    const audience = [...new Set([occasion.issuer, instance.iamProjectId, ...granted.projectIds])];
    const claims = { id, occasion, granted, audience, creationTimeS, expirationTimeS: creationTimeS + lifetimeS };
    const isJwt = occasion.machine.kind.accessTokenType === "jwt";
    // Made before the command, which must not wait for signatures.
    const token = isJwt ? await sign(options.signingKeys, claims) : newTokenText();
    await storeToken(dependencies, claims, token);
    return { token, lifetimeS, scopes: granted.scopes };
  };

interface Claims {
  readonly id: TokenId;
  readonly occasion: TokenOccasion;
  readonly granted: GrantedScopes;
  readonly audience: readonly string[];
  readonly creationTimeS: number;
  readonly expirationTimeS: number;
}

async function sign(signingKeys: SigningKeys, claims: Claims): Promise<string> {
  const { machine, issuer } = claims.occasion;
  const key = await signingKeys.current();
  return new SignJWT({ client_id: machine.userName, scope: claims.granted.scopes.join(" ") })
    .setProtectedHeader({ alg: "RS256", typ: "at+jwt", kid: key.id })
    .setIssuer(issuer)
    .setSubject(machine.id)
    .setAudience([...claims.audience])
    .setJti(claims.id)
    .setIssuedAt(claims.creationTimeS)
    .setExpirationTime(claims.expirationTimeS)
    .sign(key.privateKey);
}

/** Fails with the occasion's refusal when the machine was locked, deactivated or removed since it was looked at. */
async function storeToken(dependencies: Dependencies, claims: Claims, token: string): Promise<void> {
  const { id, granted, occasion } = claims;
  const { machine, face, refusal } = occasion;
  const caller: Caller = { userId: machine.id, orgId: machine.orgId, face, permissions: [] };
  await runCommand(dependencies, {
    keys: [userKey(machine.id)],
    async run(tx) {
      const user = await tx.users.lock(everyOrg, machine.id);
      if (!isMachine(user) || !canLogIn(user.state)) throw new DomainError(refusal);
      const timeUs = dependencies.clock();
      await tx.tokens.deleteExpired(user.id, timeUs);
      const events = [{ type: "user.token.v2.added", payload: { tokenId: id } }] as const;
      const sequence = await recordOnUser(tx, user, { caller, timeUs, events });
      await tx.tokens.insert({
        id,
        userId: user.id,
        kind: "access",
        hash: hashToken(token),
        scopes: granted.scopes,
        expirationTimeUs: claims.expirationTimeS * 1_000_000,
        sequence,
        creationTimeUs: timeUs,
        changeTimeUs: timeUs,
      });
    },
  });
}
