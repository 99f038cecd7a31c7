import { type Check, type Finding, failed, ok, skipped } from "./check.ts";
import { callHttp1, callHttp2, describeNoAnswer, type HttpAnswer } from "./http-call.ts";
import { healthz, type OutsideTarget, proxyAdvice, refused } from "./outside-target.ts";

/** A message without fields in its envelope of five bytes. */
const emptyMessage = Buffer.alloc(5);

/** Whether calls get through in each protocol. */
export function createGrpcChecks({ url }: OutsideTarget): readonly Check[] {
  let isHttp2 = false;
  return [
    { name: "Connect", run: () => checkConnect(url) },
    { name: "gRPC-Web", run: () => checkGrpcWeb(url) },
    {
      name: "HTTP/2",
      async run() {
        const finding = await checkHttp2(url);
        isHttp2 = finding.status === "ok";
        return finding;
      },
    },
    { name: "gRPC", run: async () => (isHttp2 ? checkGrpc(url) : skipped("It needs HTTP/2.")) },
    { name: "large bodies", run: () => checkLargeBody(url) },
  ];
}

const connectHeaders = { "content-type": "application/json", "connect-protocol-version": "1" };

async function checkConnect(url: string): Promise<Finding> {
  const answer = await callHttp1(url, {
    method: "POST",
    path: healthz.rpc,
    headers: connectHeaders,
    body: Buffer.from("{}"),
  });
  return answer.status === 200
    ? ok("Calls of Connect get through")
    : refused("A call of Connect", answer, `the proxy must pass POST to paths like ${healthz.rpc}`);
}

async function checkGrpcWeb(url: string): Promise<Finding> {
  const contentType = "application/grpc-web+proto";
  const headers = { "content-type": contentType, "x-grpc-web": "1" };
  const answer = await callHttp1(url, { method: "POST", path: healthz.rpc, headers, body: emptyMessage });
  if (answer.status !== 200) {
    return refused("A call of gRPC-Web", answer, `the proxy must pass requests of the type ${contentType}`);
  }
  if (!answer.headers["content-type"]?.startsWith(contentType)) {
    return refused("A call of gRPC-Web", answer, `the proxy must leave the answer's type ${contentType} as it is`);
  }
  return endsWithStatus(answer.body)
    ? ok("Calls of gRPC-Web get through")
    : failed(
        "Answers of gRPC-Web come without their end, which holds the status",
        proxyAdvice(
          "the proxy must not translate or cut them: switch off filters for gRPC-Web and rewriting of bodies",
        ),
      );
}

/** Whether a frame of trailers, with the status of a call that went well, is in the body. */
const endsWithStatus = (body: Buffer): boolean =>
  /\u0080[\s\S]{4}[\s\S]*grpc-status: ?0/i.test(body.toString("latin1"));

async function checkHttp2(url: string): Promise<Finding> {
  try {
    const { status } = await callHttp2(url, { method: "GET", path: healthz.route });
    if (status === 200) return ok(url.startsWith("https:") ? "HTTP/2 is agreed on" : "HTTP/2 is spoken without TLS");
    return failed(`Over HTTP/2 the answer is ${status}`, proxyAdvice(http2Advice(url)));
  } catch (error) {
    return failed(`HTTP/2 is not spoken: ${describeNoAnswer(error)}`, proxyAdvice(http2Advice(url)));
  }
}

const http2Advice = (url: string): string =>
  url.startsWith("https:")
    ? 'gRPC needs it: switch it on in the proxy (nginx: "http2 on"), and let a balancer of TCP pass the ALPN "h2"; without it, use gRPC-Web or Connect'
    : 'gRPC needs it: nginx takes it without TLS on a port of its own ("http2 on" there), most others with TLS only; without it, use gRPC-Web or Connect';

async function checkGrpc(url: string): Promise<Finding> {
  const headers = { "content-type": "application/grpc", te: "trailers" };
  let answer: HttpAnswer;
  try {
    answer = await callHttp2(url, { method: "POST", path: healthz.rpc, headers, body: emptyMessage });
  } catch (error) {
    return failed(`A call of gRPC is cut off: ${describeNoAnswer(error)}`, proxyAdvice(grpcAdvice));
  }
  if (answer.status !== 200 || !answer.headers["content-type"]?.startsWith("application/grpc")) {
    return refused("A call of gRPC", answer, grpcAdvice);
  }
  const status = answer.trailers["grpc-status"] ?? answer.headers["grpc-status"];
  if (status === "0") return ok("Calls of gRPC get through, with their trailers");
  if (status !== undefined) return refused(`A call of gRPC ends with the status ${status}, and`, answer, grpcAdvice);
  return failed(
    "Answers of gRPC come without their trailers, which hold the status",
    proxyAdvice(
      'the proxy strips trailers: let it speak HTTP/2 to the server too (nginx: "grpc_pass" in place of "proxy_pass", Envoy: http2_protocol_options of the cluster, balancers: the protocol version gRPC); without them, use gRPC-Web or Connect',
    ),
  );
}

const grpcAdvice =
  'the proxy must pass requests of the type application/grpc over HTTP/2 (nginx: "grpc_pass" in place of "proxy_pass", Caddy: "h2c://" before the server\'s address, balancers: the protocol version gRPC)';

/** More than the megabyte that nginx passes by default, and less than what Roster takes. */
const largeBytes = 2 * 1024 * 1024;

async function checkLargeBody(url: string): Promise<Finding> {
  const body = Buffer.alloc(largeBytes, " ");
  body.write("{}");
  const what = `A body of ${largeBytes / 1024 / 1024} MiB`;
  const advice = proxyAdvice(
    "raise the proxy's limit to the server's --max-body-bytes (nginx: \"client_max_body_size 4m\")",
  );
  try {
    const answer = await callHttp1(url, { method: "POST", path: healthz.rpc, headers: connectHeaders, body });
    if (answer.status === 200) return ok(`${what} gets through`);
    return failed(`${what} is answered with ${answer.status}`, advice);
  } catch (error) {
    return failed(`${what} is cut off: ${describeNoAnswer(error)}`, advice);
  }
}
