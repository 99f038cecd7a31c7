import type { Interceptor } from "@connectrpc/connect";

/** Who calls, and for which organization. */
export interface Credentials {
  /** A token, or what gives the one of the moment, such as a login that is renewed. Default: none. */
  readonly token?: string | (() => string | Promise<string>) | undefined;
  /** Id of the organization that calls are about. Default: the caller's own. */
  readonly orgId?: string | undefined;
}

/** Adds the headers that say who calls; those that a call brings itself stay as they are. */
export const createCredentialsInterceptor =
  ({ token, orgId }: Credentials): Interceptor =>
  (next) =>
    async function credentials(request) {
      const { header } = request;
      if (orgId !== undefined && !header.has("x-zitadel-orgid")) header.set("x-zitadel-orgid", orgId);
      if (token !== undefined && !header.has("authorization")) {
        header.set("authorization", `Bearer ${typeof token === "string" ? token : await token()}`);
      }
      return next(request);
    };
