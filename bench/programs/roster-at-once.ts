import { createRegistry } from "@bufbuild/protobuf";
import type { ServiceImpl } from "@connectrpc/connect";
import { ManagementService } from "../../gen/zitadel/management/v1/management_pb.ts";
import { createOnePortServer } from "../../src/http/one-port-server.ts";
import { chooseRequestId } from "../../src/interceptors/request-id.ts";
import { createTranscoder } from "../../src/transcoding/index.ts";
import { serve } from "../../src/wire/served-service.ts";
import { createWire } from "../../src/wire/wire.ts";
import { answerAtOnce } from "../corpus.ts";
import { createBenchChain } from "./chain.ts";
import { announce } from "./program.ts";

// Roster's port, wire and chain, with a handler that returns at once.
const chain = await createBenchChain();
const implementation: Partial<ServiceImpl<typeof ManagementService>> = { updateHumanProfile: () => answerAtOnce };
// The type asks for every RPC, so that no face forgets one; Connect answers those that are missing with `unimplemented`.
const services = [serve(ManagementService, implementation as ServiceImpl<typeof ManagementService>)];
const port = createOnePortServer({
  handlers: createWire({
    services,
    transcoder: createTranscoder({ services: services.map(({ routes }) => routes), registry: createRegistry() }),
    ...chain.own,
    chooseRequestId,
    maxBodyBytes: 4 * 1024 * 1024,
    onError: (error) => {
      throw error;
    },
  }),
});
const { url } = await port.listen({ host: "127.0.0.1", port: 0 });
announce(url, { orgId: chain.orgId });
