import type { DescMethod } from "@bufbuild/protobuf";
import type { ContextValues } from "@connectrpc/connect";
import { callerKey, identityKey, requestIdKey } from "../auth/context.ts";
import { faceOf } from "../auth/face.ts";
import type { RefusedRequest } from "../http/refusal.ts";
import { type ServerLogger, toJsonText } from "../telemetry/logger.ts";
import { answeredIdOf, type ObservedCall, type OtherRequest, type WireObserver } from "../wire/observer.ts";
import { codeNameOf } from "./code-names.ts";

/** The line of one call. */
export interface CallLine {
  /** As the answer carries it; empty where it carries none. */
  readonly requestId: string;
  /** Such as `zitadel.management.v1.ManagementService/GetUserByID`. */
  readonly method: string;
  /** The interface that the RPC belongs to. */
  readonly face: string;
  /** `grpc`, `grpc-web`, `connect` or `rest`. */
  readonly protocol: string;
  /** `ok`, or the name of the error code in snake case. */
  readonly code: string;
  /** The HTTP status that went out, 0 when the caller was gone. */
  readonly status: number;
  /** From the request's headers until its answer was handed to the socket, to the microsecond. */
  readonly durationMs: number;
  /** Empty when the caller is not known. */
  readonly userId: string;
  /** Organization of the call; empty when none was resolved. */
  readonly orgId: string;
  /** Of the trace that the call is part of; left out where calls are not traced. */
  readonly traceId?: string | undefined;
}

/** The line of a request that is no call of an RPC. Without a query, in which callers may have secrets. */
export interface RequestLine {
  readonly requestId: string;
  readonly httpMethod: string;
  readonly path: string;
  readonly status: number;
}

/** Writes a line for each call, and for each request that is none. */
export interface CallLog extends WireObserver {
  /** For what the port refuses before any wire sees it. */
  requestRefused(request: RefusedRequest): void;
}

/** What the log needs. */
export interface CallLogOptions {
  readonly logger: ServerLogger;
  /** The id of a trace that a call is part of. Default: calls have none. */
  readonly traceIdOf?: ((values: ContextValues) => string | undefined) | undefined;
}

/**
 * Lines at the level `info`. They hold no header, no message and no query: what identifies a call is in its id, its
 * method and its caller.
 */
export function createCallLog({ logger, traceIdOf }: CallLogOptions): CallLog {
  const names = new Map<DescMethod, MethodNames>();
  function namesOf(method: DescMethod): MethodNames {
    const known = names.get(method);
    if (known !== undefined) return known;
    const made = { method: `${method.parent.typeName}/${method.name}`, face: faceOf(method.parent) };
    names.set(method, made);
    return made;
  }
  const write = (line: RequestLine) => logger.info(line, "request");
  return {
    callEnded(call, code) {
      if (!logger.isLevelEnabled("info")) return;
      const { values, spec, startMs } = call;
      const { method, face } = namesOf(spec.method);
      const line: CallLine = {
        requestId: requestIdOf(call),
        method,
        face,
        protocol: call.protocolName,
        code: codeNameOf(code),
        status: call.exchange.sentStatus,
        durationMs: Math.round((performance.now() - startMs) * 1000) / 1000,
        userId: values.get(identityKey)?.userId ?? "",
        orgId: values.get(callerKey)?.orgId ?? "",
        traceId: traceIdOf?.(values),
      };
      logger.infoMembers(toMembers(line), "call");
    },
    requestEnded({ method, target, status, requestId = "" }: OtherRequest) {
      write({ requestId, httpMethod: method, path: pathOf(target), status });
    },
    requestRefused({ method, target, status }) {
      write({ requestId: "", httpMethod: method, path: pathOf(target), status });
    },
  };
}

/**
 * The line as the members of a JSON object, each behind a comma. By hand, as there is one for each call: `JSON.stringify`
 * takes twice as long. The names of RPCs, protocols and codes have nothing to escape.
 */
export function toMembers(line: CallLine): string {
  const { requestId, method, face, protocol, code, status, durationMs, userId, orgId, traceId } = line;
  const ofCall = `,"requestId":${toJsonText(requestId)},"method":"${method}","face":"${face}","protocol":"${protocol}"`;
  const ofOutcome = `,"code":"${code}","status":${status},"durationMs":${durationMs}`;
  const ofCaller = `,"userId":${toJsonText(userId)},"orgId":${toJsonText(orgId)}`;
  const ofTrace = traceId === undefined ? "" : `,"traceId":"${traceId}"`;
  return ofCall + ofOutcome + ofCaller + ofTrace;
}

interface MethodNames {
  readonly method: string;
  readonly face: string;
}

/** Interceptors name a call; JSON callers get an id also where none of them saw it. */
function requestIdOf(call: ObservedCall): string {
  const id = call.values.get(requestIdKey);
  return id === "" ? (answeredIdOf(call) ?? "") : id;
}

/** Long paths are nobody's. */
const maxPathLength = 200;

const pathOf = (target: string): string => (/^[^?#]*/.exec(target)?.[0] ?? "").slice(0, maxPathLength);
