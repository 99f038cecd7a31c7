import type { DescService } from "@bufbuild/protobuf";
import type { ServiceImpl } from "@connectrpc/connect";
import { ManagementService } from "../../gen/zitadel/management/v1/management_pb.ts";
import { createChain } from "../../src/interceptors/chain.ts";
import { chooseRequestId } from "../../src/interceptors/request-id.ts";
import { createTranscoder } from "../../src/transcoding/index.ts";
import { serve } from "../../src/wire/served-service.ts";
import { createWire, type Wire } from "../../src/wire/wire.ts";

/** Largest message; small, so that limits are met often. */
export const maxBodyBytes = 2_000;

/** What a wire under test reported besides its answers. */
export interface FuzzWire {
  readonly wire: Wire;
  /** Answers that could not be written, and what the interceptors took for faults of the server. */
  readonly failures: readonly unknown[];
}

/**
 * The wire of production over the Management API, through the chain of production, with handlers that answer everything
 * with nothing.
 */
export function createFuzzWire(): FuzzWire {
  const failures: unknown[] = [];
  const chain = createChain({
    services: [ManagementService],
    authenticateByFace: { zitadel: async () => ({ userId: "1", homeOrgId: "1" }) as never },
    resolveOrg: async () => "1" as never,
    authorize: async () => [],
    faultLog: (fault) => failures.push(fault),
  });
  const service = serve(ManagementService, answerNothing(ManagementService));
  const wire = createWire({
    services: [service],
    transcoder: createTranscoder({ services: [service.routes] }),
    interceptors: chain.map(({ interceptor }) => interceptor),
    chooseRequestId,
    maxBodyBytes,
    onError: (error) => failures.push(error),
  });
  return { wire, failures };
}

/** Every RPC of the service, with an empty answer, which fits every message: the compiler cannot see that all are there. */
const answerNothing = <Service extends DescService>(service: Service) =>
  Object.fromEntries(
    service.methods.map(({ localName }) => [localName, () => ({})]),
  ) as unknown as ServiceImpl<Service>;
