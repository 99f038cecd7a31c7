/**
 * The name of a protocol in metrics and traces: OpenTelemetry's own for gRPC and Connect (`rpc.system.name`), and that of
 * the wire for gRPC-Web and for JSON at the routes of `google.api.http`.
 */
export const rpcSystemOf = (protocolName: string): string => (protocolName === "connect" ? "connectrpc" : protocolName);
