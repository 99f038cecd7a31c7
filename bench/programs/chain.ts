import process from "node:process";
import type { Interceptor } from "@connectrpc/connect";
import { ManagementService } from "../../gen/zitadel/management/v1/management_pb.ts";
import { createTokenAuthentication } from "../../src/auth/authenticate.ts";
import { createAuthorize } from "../../src/auth/authorize.ts";
import { createResolveOrg } from "../../src/auth/organization.ts";
import { systemClock } from "../../src/directory/clock.ts";
import { createCallLog } from "../../src/instrumentation/call-log.ts";
import { createChain } from "../../src/interceptors/chain.ts";
import { openStorage } from "../../src/storage/open.ts";
import { createLogger } from "../../src/telemetry/logger.ts";
import type { WireObserver } from "../../src/wire/observer.ts";
import { setUpDirectory } from "../directory.ts";
import { createAccessLogInterceptor } from "./access-log.ts";

/** The interceptors of production, for servers that are compared with each other. */
export interface BenchChain {
  readonly interceptors: Interceptor[];
  /** The same for Roster's own wire, which writes the access log itself. */
  readonly own: { readonly interceptors: Interceptor[]; readonly observer: WireObserver };
  /** The organization that callers name. */
  readonly orgId: string;
}

/**
 * The real chain over a new directory in memory: token, organization, roles, validation, and the access log at the
 * level of production, whose lines go to standard output (the parent sends that to /dev/null, a write for each line).
 */
export async function createBenchChain(): Promise<BenchChain> {
  const storage = await openStorage({ kind: "memory" });
  const instance = await setUpDirectory(storage);
  const { tokens, orgs, memberships } = storage.reader;
  const access = { clock: systemClock, accessChanges: storage.accessChanges };
  const logger = createLogger({ level: "info", format: "json", write: (line) => process.stdout.write(line) });
  const chain = createChain({
    services: [ManagementService],
    authenticateByFace: { zitadel: createTokenAuthentication({ tokens, ...access }) },
    resolveOrg: createResolveOrg({ orgs, ...access }),
    authorize: createAuthorize({ memberships, ...access }),
    faultLog: ({ cause, ...fault }) => logger.error({ ...fault, err: cause }, "call failed"),
  });
  const interceptors = chain.map(({ interceptor }) => interceptor);
  const [requestId, ...others] = interceptors;
  if (requestId === undefined) throw new Error("the chain has no interceptors");
  return {
    interceptors: [requestId, createAccessLogInterceptor(logger), ...others],
    own: { interceptors, observer: createCallLog({ logger }) },
    orgId: instance.defaultOrgId,
  };
}
