import type { DescFile } from "@bufbuild/protobuf";
import type { Authenticate } from "../auth/authenticate.ts";
import type { CacheCountsByName } from "../auth/cache-counts.ts";
import type { MachineLogin } from "../auth/oauth/machine-login.ts";
import type { ParseOrgName } from "../auth/organization.ts";
import type { PasswordLogin } from "../auth/password-login.ts";
import type { TrustedNetwork } from "../auth/trusted-network.ts";
import type { Config } from "../config.ts";
import type { Dependencies } from "../directory/dependencies.ts";
import type { Directory } from "../directory/directory.ts";
import type { RouteFamily } from "../throttling/route-family.ts";
import type { Dialect } from "../transcoding/index.ts";
import type { ServedService } from "../wire/served-service.ts";

/** One interface of the server, with all that is particular about it. */
export interface Face {
  /** The first part of its proto packages, such as `zitadel`. The history names it. */
  readonly name: string;
  /** Its services, each with the dialect of its JSON. */
  readonly services: readonly ServedService[];
  /** How its callers show who they are. */
  readonly authenticate: Authenticate;
  /** How its requests name an organization by a text. Default: by its id. */
  readonly parseOrgName?: ParseOrgName;
  /** Dialects for paths without a route, by the beginning of the path. Default: the prefixes of its services. */
  readonly dialectsByPath?: Readonly<Record<string, Dialect>>;
  /** Files of error details that only this face sends, for callers who ask what they look like. Default: none. */
  readonly detailFiles?: readonly DescFile[];
  /** The RPCs whose calls are limited. Default: none. */
  readonly routeFamilies?: readonly RouteFamily[];
}

/** What faces are made of. */
export interface FaceParts {
  readonly config: Config;
  readonly dependencies: Dependencies;
  readonly directory: Directory;
  readonly machineLogin: MachineLogin;
  /** The check of a login with its password. */
  readonly logIn: PasswordLogin;
  /** The interface that lets everybody in, if there is one. */
  readonly trusted: TrustedNetwork | undefined;
  /** The check of a Bearer token. */
  readonly authenticateByToken: Authenticate;
  /** Where caches count how often they were asked. */
  readonly cacheCounts: CacheCountsByName;
  /** The program's version, where a face tells it. */
  readonly version: string;
}
