import type { Dependencies } from "../../directory/dependencies.ts";
import type { ConcurrencyLimit } from "../concurrency-limit.ts";
import { type AccessToken, createIssueAccessToken } from "./access-tokens.ts";
import { verifyAssertion } from "./assertion.ts";
import { type ClientCredentials, createVerifyClientSecret } from "./client-secret.ts";
import type { LoadMasterKey } from "./sealer.ts";
import { createSigningKeys, type PublicJwk } from "./signing-keys.ts";

/** What every login says besides who logs in. */
export interface LoginRequest {
  /** The `scope` parameter; empty for none. */
  readonly scope: string;
  /** The address under which the caller knows this server. */
  readonly issuer: string;
  /** The interface of the login, for the history. */
  readonly face: string;
}

/** Logins of machines. */
export interface MachineLogin {
  /**
   * A token for the machine that signed the assertion, which must be meant for the issuer or one of the other audiences.
   * Fails with `assertionInvalid`, `scopeInvalid`.
   */
  byAssertion(assertion: string, otherAudiences: readonly string[], request: LoginRequest): Promise<AccessToken>;
  /** A token for the machine with this secret. Fails with `clientInvalid`, `scopeInvalid`. */
  bySecret(credentials: ClientCredentials, request: LoginRequest): Promise<AccessToken>;
  /** The public keys of all tokens that may not have ended, the newest first. */
  listPublicKeys(): Promise<readonly PublicJwk[]>;
}

/** Logins of machines on this directory. */
export function createMachineLogin(
  dependencies: Dependencies,
  options: {
    /** Under which signing keys are stored. Asked for at the first token that is signed. */
    readonly loadMasterKey: LoadMasterKey;
    readonly tokenLifetimeUs: number;
    /** The places for checks of secrets, which take a thread each. */
    readonly hashingLimit: ConcurrencyLimit;
  },
): MachineLogin {
  const signingKeys = createSigningKeys(dependencies, options);
  const issue = createIssueAccessToken(dependencies, { signingKeys, lifetimeUs: options.tokenLifetimeUs });
  const verifyClientSecret = createVerifyClientSecret(dependencies, options.hashingLimit);
  return {
    async byAssertion(assertion, otherAudiences, request) {
      const machine = await verifyAssertion(dependencies, assertion, [request.issuer, ...otherAudiences]);
      return issue({ ...request, machine, refusal: "assertionInvalid" });
    },
    async bySecret(credentials, request) {
      const machine = await verifyClientSecret(credentials);
      return issue({ ...request, machine, refusal: "clientInvalid" });
    },
    listPublicKeys: () => signingKeys.listPublic(),
  };
}
