import { constants, type ServerHttp2Stream } from "node:http2";
import { createWaitingLine, type Place } from "../waiting-line.ts";

const { NGHTTP2_CANCEL, NGHTTP2_STREAM_STATE_OPEN } = constants;

/** Watches over requests of HTTP/2 that are still arriving. */
export interface StreamArrivals {
  /** Cancels the stream when its request is not whole in time. One whose answer has begun may go on sending. */
  add(stream: ServerHttp2Stream): void;
  /** Forgets a stream that has closed. */
  remove(stream: ServerHttp2Stream): void;
}

const placeKey: unique symbol = Symbol("place");

/** A stream that remembers where it stands. */
interface WatchedStream extends ServerHttp2Stream {
  [placeKey]?: Place<ServerHttp2Stream>;
}

/**
 * One timer for the requests of all streams: at a thousand calls a second, a timer for each is a tenth of the work of a
 * small call. A request is cancelled between `timeoutMs` and a quarter more after it began.
 */
export function createStreamArrivals(timeoutMs: number): StreamArrivals {
  /** In the order in which they began. */
  const line = createWaitingLine<ServerHttp2Stream>();
  let timer: NodeJS.Timeout | undefined;

  function cancelLate(): void {
    const lateSinceMs = performance.now() - timeoutMs;
    while (line.oldest !== undefined && line.oldest.sinceMs <= lateSinceMs) {
      const stream = line.takeOldest();
      if (stream !== undefined && isArriving(stream) && !(stream.headersSent && stream.writable)) {
        stream.close(NGHTTP2_CANCEL);
      }
    }
    if (line.length > 0) timer?.refresh();
    else timer = undefined;
  }

  return {
    add(stream: WatchedStream) {
      if (stream.endAfterHeaders) return;
      stream[placeKey] = line.push(stream);
      // A process may end while it waits for nobody's request.
      timer ??= setTimeout(cancelLate, timeoutMs / 4).unref();
    },
    remove(stream: WatchedStream) {
      const place = stream[placeKey];
      if (place !== undefined) line.leave(place);
    },
  };
}

const isArriving = (stream: ServerHttp2Stream): boolean =>
  !stream.destroyed && stream.state.state === NGHTTP2_STREAM_STATE_OPEN;
