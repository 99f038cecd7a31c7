import { type Code, ConnectError, type Interceptor } from "@connectrpc/connect";
import { callerKey, identityKey, requestIdKey } from "../../src/auth/context.ts";
import { faceOf } from "../../src/auth/face.ts";
import { codeNameOf } from "../../src/instrumentation/code-names.ts";
import type { ServerLogger } from "../../src/telemetry/logger.ts";

/**
 * Writes the line of each call as an interceptor, for servers of others: ours writes it where the answer goes out, which
 * they do not show.
 */
export const createAccessLogInterceptor =
  (logger: ServerLogger): Interceptor =>
  (next) =>
    async function accessLog(request) {
      const startMs = performance.now();
      const write = (code: Code | undefined) =>
        logger.info(
          {
            requestId: request.contextValues.get(requestIdKey),
            method: `${request.service.typeName}/${request.method.name}`,
            face: faceOf(request.service),
            protocol: "grpc",
            code: codeNameOf(code),
            status: 200,
            durationMs: Math.round((performance.now() - startMs) * 1000) / 1000,
            userId: request.contextValues.get(identityKey)?.userId ?? "",
            orgId: request.contextValues.get(callerKey)?.orgId ?? "",
          },
          "call",
        );
      try {
        const response = await next(request);
        write(undefined);
        return response;
      } catch (error) {
        write(ConnectError.from(error).code);
        throw error;
      }
    };
