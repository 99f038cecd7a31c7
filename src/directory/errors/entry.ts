/** What kind of refusal an error is; each kind has one code on every wire. */
export type ErrorKind =
  | "invalid-argument"
  | "failed-precondition"
  | "not-found"
  | "already-exists"
  | "permission-denied"
  | "unauthenticated"
  | "resource-exhausted"
  | "unavailable"
  | "unknown";

/** One entry of the catalogue. */
export interface ErrorEntry {
  readonly kind: ErrorKind;
  /** ZITADEL's id of the error, which programs branch on; empty where ZITADEL sends none. */
  readonly id: string;
  /** ZITADEL's key of the error's text. */
  readonly key: string;
  /** What the caller reads: what is wrong and, where it can be said, what to change. */
  readonly text: string;
}
