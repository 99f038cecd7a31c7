import type { Dependencies } from "../directory/dependencies.ts";
import { rehashPassword } from "../directory/human-passwords.ts";
import { clearLoginFailures, isLoginDelayed, recordLoginFailure } from "../directory/login-failures.ts";
import { hashOfNothing, needsRehash, verifyPassword } from "../directory/password.ts";
import { type HumanRow, isHuman } from "../directory/user-aggregate.ts";
import type { LoginCandidate, LoginKind, UserId, UserRow } from "../storage/contract/index.ts";
import { type CacheCounts, createAccessCache, type Finding } from "./access-cache.ts";
import { type AttemptLimits, createAttemptQueue } from "./attempt-queue.ts";
import { type ConcurrencyLimit, createHashingLimit } from "./concurrency-limit.ts";
import { createKeyedHash } from "./keyed-hash.ts";
import { canLogIn } from "./user-login.ts";
import { createVerifiedPasswords } from "./verified-passwords.ts";

/** What somebody shows to log in. */
export interface Credentials {
  readonly login: string;
  readonly password: string;
}

/** Which texts name a user, and through which interface somebody logs in. */
export interface LoginForm {
  readonly kind: LoginKind;
  /** Named by the history of a user who gets a wrong password. */
  readonly face: string;
}

/**
 * The user whom a login and a password belong to; `undefined` whatever is wrong with them, and in the same time:
 * an unknown user, a wrong password, a user that cannot log in, one that must wait after wrong passwords.
 *
 * - Ten wrong passwords in a row lock the user; after each of them even the right one is wrong for a while
 *   ({@link isLoginDelayed}). The right one forgets them. They are counted in the directory, so a restart and other
 *   processes know them.
 * - A password that was found right is not hashed again within the next minute, and with a user name the user is not
 *   even looked up. What changed meanwhile (the password, the state, the user's name) counts for the very next call, and
 *   within a second where another process changed it.
 * - The hash of an imported password is replaced by ours when the password is right.
 * - Fails with `loginsBusy` when too many wait already.
 */
export type PasswordLogin = (credentials: Credentials, form: LoginForm) => Promise<LoggedIn | undefined>;

/** Who has logged in. */
export type LoggedIn = Pick<UserRow, "id" | "orgId">;

/** What a password login works with besides the directory. */
export interface PasswordLoginOptions {
  /** Checks a password against a hash. Default: `verifyPassword()`; tests count its calls. */
  readonly verify?: (encoded: string, password: string) => Promise<boolean>;
  /** The places for checks that take a thread. Default: its own; see `createHashingLimit()`. */
  readonly hashingLimit?: ConcurrencyLimit;
  /** How often a login was known. Default: nobody asks. */
  readonly counts?: CacheCounts | undefined;
}

/** Attempts that may run or wait, of one login (`perKey`) and of all: some seconds' worth of checks. */
export const attemptLimits: AttemptLimits = { perKey: 16, total: 256 };

/** Longer texts are nobody's: a login is up to 200 characters, and a hash of a megabyte takes its time. */
const maxLoginLength = 320;
const maxPasswordLength = 4_096;

/** Password logins on this directory. */
export function createPasswordLogin(dependencies: Dependencies, options: PasswordLoginOptions = {}): PasswordLogin {
  const { storage, clock } = dependencies;
  const { verify = verifyPassword, hashingLimit = createHashingLimit(), counts } = options;
  const verified = createVerifiedPasswords(clock);
  const known = createAccessCache<LoggedIn | undefined>({ accessChanges: storage.accessChanges, clock, counts });
  const keyOf = createKeyedHash();
  const enqueue = createAttemptQueue(attemptLimits, hashingLimit);
  /** Failures that the database did not take: they are counted before the next attempt on the user. */
  const uncounted = new Map<UserId, Promise<unknown>>();

  const find = async ({ login, password }: Credentials, kind: LoginKind): Promise<HumanRow | undefined> => {
    const isTooLong = login.length > maxLoginLength || password.length > maxPasswordLength;
    // U+0000 cannot be stored, so it is in nobody's name.
    if (isTooLong || login.includes("\0")) return undefined;
    return ableToLogIn(await storage.reader.logins.find(login, kind), clock());
  };

  /** Starts to count a failure. Nobody waits for it but the next attempt: a user that is known must not take longer. */
  function countFailure(user: HumanRow, face: string): void {
    const counted = recordLoginFailure(dependencies, user, { face, timeUs: clock() });
    uncounted.set(user.id, counted);
    counted.then(
      () => uncounted.delete(user.id),
      () => {},
    );
  }

  async function assertCounted(user: HumanRow, face: string): Promise<void> {
    const counting = uncounted.get(user.id);
    if (counting === undefined) return;
    const isCounted = await counting.then(
      () => true,
      () => false,
    );
    if (isCounted) return;
    // Fails as the database does: without counting, nobody may guess.
    await recordLoginFailure(dependencies, user, { face, timeUs: clock() });
    uncounted.delete(user.id);
  }

  async function attempt(credentials: Credentials, { kind, face }: LoginForm): Promise<Finding<LoggedIn | undefined>> {
    const seen = await find(credentials, kind);
    if (seen !== undefined) await assertCounted(seen, face);
    // Looked up anew: the attempt before may have been the last one.
    const user = seen && (await find(credentials, kind));
    const { password } = credentials;
    const isRight = await verify(passwordHashOf(user) ?? hashOfNothing, password.slice(0, maxPasswordLength));
    if (user === undefined) return nobody;
    if (!isRight) {
      countFailure(user, face);
      return nobody;
    }
    const passwordHash = passwordHashOf(user) ?? "";
    const isOutdated = needsRehash(passwordHash);
    if (isOutdated) await rehashPassword(dependencies, user, password);
    const endTimeUs = isOutdated ? undefined : verified.add({ id: user.id, passwordHash }, password);
    await clearLoginFailures(dependencies, user.id);
    return findingOf(user, credentials, endTimeUs);
  }

  /** Who logs in, as the directory says now. */
  async function read(credentials: Credentials, form: LoginForm): Promise<Finding<LoggedIn | undefined>> {
    const user = await find(credentials, form.kind);
    const passwordHash = passwordHashOf(user);
    if (user !== undefined && passwordHash !== undefined && !uncounted.has(user.id)) {
      const endTimeUs = verified.endTimeUs({ id: user.id, passwordHash }, credentials.password);
      if (endTimeUs !== undefined) return findingOf(user, credentials, endTimeUs);
    }
    return enqueue(credentials.login.slice(0, maxLoginLength).toLowerCase(), () => attempt(credentials, form));
  }

  return async function logIn(credentials, form) {
    const key = keyOf(JSON.stringify([form.kind, credentials.login, credentials.password]));
    const user = known.find(key);
    if (user !== undefined && !uncounted.has(user.id)) return user;
    return known.read(key, () => read(credentials, form));
  };
}

const nobody: Finding<undefined> = { value: undefined, userId: undefined, isKept: false };

/** Who has logged in, until when its password need not be checked again; `undefined`: it must be at once. */
const findingOf = (
  { id, orgId, userName }: HumanRow,
  { login }: Credentials,
  endTimeUs: number | undefined,
): Finding<LoggedIn> => ({
  value: { id, orgId },
  userId: id,
  endTimeUs,
  // An address may become another user's, too, and no change of this one's access tells so.
  isKept: endTimeUs !== undefined && userName.toLowerCase() === login.toLowerCase(),
});

const passwordHashOf = (user: HumanRow | undefined): string | undefined => user?.kind.passwordHash;

/** The user, if any password can be right for it now. */
function ableToLogIn(candidate: LoginCandidate | undefined, timeUs: number): HumanRow | undefined {
  if (candidate === undefined || !isHuman(candidate.user)) return undefined;
  const { user, failures } = candidate;
  const isAble = user.kind.passwordHash !== undefined && canLogIn(user.state) && !isLoginDelayed(failures, timeUs);
  return isAble ? user : undefined;
}
