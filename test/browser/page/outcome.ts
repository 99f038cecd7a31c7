/** What the test asks its page to do: change this profile, then read it. */
export interface PageCall {
  /** The server's. */
  readonly url: string;
  readonly token: string;
  readonly orgId: string;
  readonly userId: string;
  readonly profile: {
    readonly firstName: string;
    readonly lastName: string;
    readonly nickName: string;
    readonly displayName: string;
  };
}

/** What the page could see of it. */
export interface Outcome {
  /** As it was read after the change. */
  readonly nickName?: string | undefined;
  readonly error?: {
    readonly code: number;
    readonly message: string;
    readonly detail: { readonly id: string; readonly message: string } | undefined;
  };
  /** The answer's `x-request-id`, if the page was allowed to see it. */
  readonly requestId?: string | null;
  /** The browser gave the page no answer. */
  readonly failure?: string;
}
