import { Code, ConnectError, type ServiceImpl } from "@connectrpc/connect";
import {
  type Health as HealthProtocol,
  HealthCheckResponse_ServingStatus as Status,
} from "../../gen/grpc/health/v1/health_pb.ts";
import type { Health } from "./health.ts";

/** What the service tells about. */
export interface HealthServiceOptions {
  readonly health: Health;
  /** The names of all services of the server. Asked for only when a caller names one. */
  readonly listServiceNames: () => Promise<readonly string[]>;
}

/** The name that stands for the server as a whole. */
const wholeServer = "";

/**
 * gRPC's health checking protocol. All services share one process and one database, so they share one state; a watch ends
 * with the reason of the call's signal: when the caller goes, at its deadline, and when the port closes.
 */
export function createHealthService(options: HealthServiceOptions): ServiceImpl<typeof HealthProtocol> {
  const { health, listServiceNames } = options;
  const isKnown = async (service: string) => service === wholeServer || (await listServiceNames()).includes(service);
  const findStatus = async () => ((await health.findObstacle()) === undefined ? Status.SERVING : Status.NOT_SERVING);
  return {
    async check({ service }) {
      if (!(await isKnown(service))) {
        throw new ConnectError(`There is no service ${JSON.stringify(service)} on this server`, Code.NotFound);
      }
      return { status: await findStatus() };
    },
    async list() {
      const status = await findStatus();
      const names = [wholeServer, ...(await listServiceNames())];
      return { statuses: Object.fromEntries(names.map((name) => [name, { status }])) };
    },
    async *watch({ service }, { signal }) {
      const find = (await isKnown(service)) ? findStatus : async () => Status.SERVICE_UNKNOWN;
      yield* watchStatus(health, find, signal);
      throw signal.reason;
    },
  };
}

/** The status, and each other one that comes after it, until the signal. */
async function* watchStatus(health: Health, find: () => Promise<Status>, signal: AbortSignal) {
  let wake = () => {};
  let hasNews = true;
  const onNews = () => {
    hasNews = true;
    wake();
  };
  const endWatch = health.watch(onNews);
  signal.addEventListener("abort", onNews);
  try {
    let told: Status | undefined;
    while (true) {
      if (!hasNews) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
      hasNews = false;
      const status = await find();
      if (status !== told) yield { status };
      told = status;
      // Behind the status, so that a watcher learns of the end before its stream does.
      if (signal.aborted) return;
    }
  } finally {
    signal.removeEventListener("abort", onNews);
    endWatch();
  }
}
