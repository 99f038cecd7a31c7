import { constants, type ServerHttp2Stream } from "node:http2";

const { NGHTTP2_CANCEL, NGHTTP2_STREAM_STATE_OPEN } = constants;

/** Watches over requests of HTTP/2 that are still arriving. */
export interface StreamArrivals {
  /** Cancels the stream when its request is not whole in time. One whose answer has begun may go on sending. */
  add(stream: ServerHttp2Stream): void;
  /** Forgets a stream that has closed. */
  remove(stream: ServerHttp2Stream): void;
}

/**
 * One timer for the requests of all streams: at a thousand calls a second, a timer for each is a tenth of the work of a
 * small call. A request is cancelled between `timeoutMs` and a quarter more after it began.
 */
export function createStreamArrivals(timeoutMs: number): StreamArrivals {
  /** In the order in which they began; with the time after which they are late. */
  const deadlinesMs = new Map<ServerHttp2Stream, number>();
  let timer: NodeJS.Timeout | undefined;

  function cancelLate(): void {
    const nowMs = performance.now();
    for (const [stream, deadlineMs] of deadlinesMs) {
      if (deadlineMs > nowMs) break;
      deadlinesMs.delete(stream);
      if (isArriving(stream) && !(stream.headersSent && stream.writable)) stream.close(NGHTTP2_CANCEL);
    }
    if (deadlinesMs.size > 0) timer?.refresh();
    else timer = undefined;
  }

  return {
    add(stream) {
      if (stream.endAfterHeaders) return;
      deadlinesMs.set(stream, performance.now() + timeoutMs);
      // A process may end while it waits for nobody's request.
      timer ??= setTimeout(cancelLate, timeoutMs / 4).unref();
    },
    remove(stream) {
      deadlinesMs.delete(stream);
    },
  };
}

const isArriving = (stream: ServerHttp2Stream): boolean =>
  !stream.destroyed && stream.state.state === NGHTTP2_STREAM_STATE_OPEN;
