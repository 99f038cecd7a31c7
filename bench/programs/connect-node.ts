import { createServer } from "node:http";
import { createServer as createHttp2Server } from "node:http2";
import process from "node:process";
import { connectNodeAdapter } from "@connectrpc/connect-node";
import { ManagementService } from "../../gen/zitadel/management/v1/management_pb.ts";
import { answerAtOnce } from "../corpus.ts";
import { createBenchChain } from "./chain.ts";
import { announce, localUrl, portOf } from "./program.ts";

// Connect's adapter as it is shipped: `http1` or `http2`, and `chain` for Roster's interceptors in it.
const [version, withChain] = process.argv.slice(2);
const chain = withChain === "chain" ? await createBenchChain() : undefined;
const handler = connectNodeAdapter({
  routes: (router) => router.service(ManagementService, { updateHumanProfile: () => answerAtOnce }),
  ...(chain === undefined ? {} : { interceptors: chain.interceptors }),
});
const server = version === "http1" ? createServer(handler) : createHttp2Server(handler);
server.listen(0, "127.0.0.1", () => announce(localUrl(portOf(server)), { orgId: chain?.orgId ?? "" }));
