// Runs in a browser, on a page of another origin than the server's. Bundled by the test.
import { type Client, ConnectError, createClient, type Interceptor, type Transport } from "@connectrpc/connect";
import { createConnectTransport, createGrpcWebTransport } from "@connectrpc/connect-web";
import { ManagementService } from "../../../gen/zitadel/management/v1/management_pb.ts";
import { ErrorDetailSchema } from "../../../gen/zitadel/v1/message_pb.ts";
import { createRosterClient } from "../../../src/client/browser.ts";
import type { Outcome, PageCall } from "./outcome.ts";

type Management = Client<typeof ManagementService>;

const transports = { "grpc-web": createGrpcWebTransport, connect: createConnectTransport } as const;

/** What every call of the page carries. */
const headers = ({ token, orgId }: PageCall): Record<string, string> => ({
  authorization: `Bearer ${token}`,
  "x-zitadel-orgid": orgId,
});

function createTransport(protocol: keyof typeof transports, call: PageCall): Transport {
  const addHeaders: Interceptor = (next) => (request) => {
    for (const [name, value] of Object.entries(headers(call))) request.header.set(name, value);
    return next(request);
  };
  return transports[protocol]({ baseUrl: call.url, interceptors: [addHeaders] });
}

/** Roster's own client for browsers. */
const clientOver = (protocol: keyof typeof transports, { url, token, orgId }: PageCall): Management =>
  createRosterClient({ baseUrl: url, token, orgId, protocol }).management;

/** The ways of a page to call, by their names. */
const managements: Readonly<Record<string, (call: PageCall) => Management>> = {
  "grpc-web": (call) => createClient(ManagementService, createTransport("grpc-web", call)),
  connect: (call) => createClient(ManagementService, createTransport("connect", call)),
  "grpc-web by roster/client": (call) => clientOver("grpc-web", call),
  "connect by roster/client": (call) => clientOver("connect", call),
};

/** Changes a human's profile and reads it again. */
async function callRpcs(management: Management, call: PageCall): Promise<Outcome> {
  const { userId, profile } = call;
  let requestId: string | null = null;
  try {
    await management.updateHumanProfile(
      { userId, ...profile },
      {
        onHeader(answered) {
          requestId = answered.get("x-request-id");
        },
      },
    );
    const read = await management.getHumanProfile({ userId });
    return { nickName: read.profile?.nickName, requestId };
  } catch (error) {
    const refusal = ConnectError.from(error);
    const [detail] = refusal.findDetails(ErrorDetailSchema);
    return {
      error: {
        code: refusal.code,
        message: refusal.rawMessage,
        detail: detail && { id: detail.id, message: detail.message },
      },
      requestId: refusal.metadata.get("x-request-id"),
    };
  }
}

/** The same as plain JSON. */
async function callByFetch(call: PageCall): Promise<Outcome> {
  const url = `${call.url}/management/v1/users/${call.userId}/profile`;
  const written = await fetch(url, {
    method: "PUT",
    headers: { ...headers(call), "content-type": "application/json" },
    body: JSON.stringify(call.profile),
  });
  const requestId = written.headers.get("x-request-id");
  if (!written.ok) {
    const { code, message, details } = await readJson<JsonRefusal>(written);
    const [detail] = details;
    return { error: { code, message, detail: detail && { id: detail.id, message: detail.message } }, requestId };
  }
  await written.text();
  const read = await readJson<{ readonly profile: { readonly nickName: string } }>(
    await fetch(url, { headers: headers(call) }),
  );
  return { nickName: read.profile.nickName, requestId };
}

interface JsonRefusal {
  readonly code: number;
  readonly message: string;
  readonly details: readonly { readonly id: string; readonly message: string }[];
}

/** The test compares what comes out, so a body of another form fails there. */
const readJson = async <Body>(response: Response): Promise<Body> => (await response.json()) as Body;

Object.assign(globalThis, {
  async callServer(way: string, call: PageCall): Promise<Outcome> {
    try {
      const management = managements[way]?.(call);
      return await (management === undefined ? callByFetch(call) : callRpcs(management, call));
    } catch (error) {
      return { failure: String(error) };
    }
  },
});
