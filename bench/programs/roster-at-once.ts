import process from "node:process";
import { createRegistry } from "@bufbuild/protobuf";
import type { ServiceImpl } from "@connectrpc/connect";
import { Code, ConnectError } from "@connectrpc/connect";
import { ManagementService } from "../../gen/zitadel/management/v1/management_pb.ts";
import { createAdmission } from "../../src/admission/admission.ts";
import { settings } from "../../src/config/settings.ts";
import { defaultHttpLimits } from "../../src/http/limits.ts";
import { createOnePortServer } from "../../src/http/one-port-server.ts";
import { chooseRequestId } from "../../src/interceptors/request-id.ts";
import { createTranscoder } from "../../src/transcoding/index.ts";
import { serve } from "../../src/wire/served-service.ts";
import { createWire } from "../../src/wire/wire.ts";
import { answerAtOnce } from "../corpus.ts";
import { createBenchChain } from "./chain.ts";
import { announce } from "./program.ts";

/** What a call passes besides the port and the wire. */
export type Part = "admission" | "chain" | "log";

// Roster's port, wire and chain, with a handler that returns at once. The parts that are named are left out.
const leavesOut = (part: Part): boolean => process.argv.slice(2).includes(part);
const chain = await createBenchChain();
const implementation: Partial<ServiceImpl<typeof ManagementService>> = { updateHumanProfile: () => answerAtOnce };
// The type asks for every RPC, so that no face forgets one; Connect answers those that are missing with `unimplemented`.
const services = [serve(ManagementService, implementation as ServiceImpl<typeof ManagementService>)];
// As `server.ts` does it with its defaults.
const admission = leavesOut("admission")
  ? undefined
  : createAdmission({
      maxRunning: settings.maxConcurrentCalls.default,
      maxWaiting: settings.maxWaitingCalls.default,
      maxWaitMs: settings.maxWaitMs.default,
      maxStreamsPerSession: defaultHttpLimits.maxConcurrentStreams,
      createRefusal: () => new ConnectError("There are too many calls", Code.ResourceExhausted),
    });
const port = createOnePortServer({
  handlers: createWire({
    services,
    transcoder: createTranscoder({ services: services.map(({ routes }) => routes), registry: createRegistry() }),
    interceptors: leavesOut("chain") ? [] : chain.own.interceptors,
    observer: leavesOut("log") ? undefined : chain.own.observer,
    chooseRequestId,
    gateOf: () => admission?.gate,
    maxBodyBytes: 4 * 1024 * 1024,
    onError: (error) => {
      throw error;
    },
  }),
});
admission?.attach(port.http2Sessions);
const { url } = await port.listen({ host: "127.0.0.1", port: 0 });
announce(url, { orgId: chain.orgId });
