// Runs in a browser, on a page of another origin than the server's. Bundled by the test.
import { ConnectError, createClient, type Interceptor, type Transport } from "@connectrpc/connect";
import { createConnectTransport, createGrpcWebTransport } from "@connectrpc/connect-web";
import { ManagementService } from "../../../gen/zitadel/management/v1/management_pb.ts";
import { ErrorDetailSchema } from "../../../gen/zitadel/v1/message_pb.ts";
import type { Outcome, PageCall } from "./outcome.ts";

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

/** Changes a human's profile and reads it again, over one of Connect's transports. */
async function callByTransport(protocol: keyof typeof transports, call: PageCall): Promise<Outcome> {
  const { userId, profile } = call;
  let requestId: string | null = null;
  const management = createClient(ManagementService, createTransport(protocol, call));
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
  async callServer(protocol: "grpc-web" | "connect" | "json", call: PageCall): Promise<Outcome> {
    try {
      return await (protocol === "json" ? callByFetch(call) : callByTransport(protocol, call));
    } catch (error) {
      return { failure: String(error) };
    }
  },
});
