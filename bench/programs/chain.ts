import process from "node:process";
import type { Interceptor } from "@connectrpc/connect";
import { ManagementService } from "../../gen/zitadel/management/v1/management_pb.ts";
import { createTokenAuthentication } from "../../src/auth/authenticate.ts";
import { createAuthorize } from "../../src/auth/authorize.ts";
import { createResolveOrg } from "../../src/auth/organization.ts";
import { systemClock } from "../../src/directory/clock.ts";
import { createChain } from "../../src/interceptors/chain.ts";
import { openStorage } from "../../src/storage/open.ts";
import { createLogger } from "../../src/telemetry/logger.ts";
import { setUpDirectory } from "../directory.ts";

/** The interceptors of production, for servers that are compared with each other. */
export interface BenchChain {
  readonly interceptors: Interceptor[];
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
    accessLog: (entry) => logger.info(entry, "call"),
    faultLog: ({ cause, ...fault }) => logger.error({ ...fault, err: cause }, "call failed"),
  });
  return { interceptors: chain.map(({ interceptor }) => interceptor), orgId: instance.defaultOrgId };
}
