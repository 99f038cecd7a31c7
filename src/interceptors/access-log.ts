import { Code, ConnectError, type Interceptor } from "@connectrpc/connect";
import { callerKey, identityKey, requestIdKey } from "../auth/context.ts";

/** One finished call. */
export interface AccessLogEntry {
  readonly requestId: string;
  /** Such as `zitadel.management.v1.ManagementService/GetUserByID`. */
  readonly method: string;
  /** `ok`, or the name of the error code in snake case. */
  readonly code: string;
  /** To the microsecond. */
  readonly durationMs: number;
  /** Empty when the caller is not known. */
  readonly userId: string;
  /** Organization of the call; empty when none was resolved. */
  readonly orgId: string;
}

/** Where finished calls are written. */
export type AccessLog = (entry: AccessLogEntry) => void;

/** Writes one entry for every call, when it is answered. */
export const createAccessLogInterceptor =
  (log: AccessLog): Interceptor =>
  (next) =>
    async function accessLog(request) {
      const startMs = performance.now();
      const write = (code: string) =>
        log({
          requestId: request.contextValues.get(requestIdKey),
          method: `${request.service.typeName}/${request.method.name}`,
          code,
          durationMs: Math.round((performance.now() - startMs) * 1000) / 1000,
          userId: request.contextValues.get(identityKey)?.userId ?? "",
          orgId: request.contextValues.get(callerKey)?.orgId ?? "",
        });
      try {
        const response = await next(request);
        write("ok");
        return response;
      } catch (error) {
        write(codeName(ConnectError.from(error).code));
        throw error;
      }
    };

const codeName = (code: Code): string =>
  (Code[code] ?? "unknown").replace(/(?<!^)[A-Z]/g, (letter) => `_${letter}`).toLowerCase();
