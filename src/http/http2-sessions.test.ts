import { once } from "node:events";
import { type ClientHttp2Session, constants } from "node:http2";
import { describe, expect, it, vi } from "vitest";
import type { HttpHandlers } from "./handlers.ts";
import { openSession, sendHttp2, useTestPorts } from "./test-port.ts";

const openPort = useTestPorts();

/** Answers when it is told to, and counts what is under way. */
function createHeldHandlers() {
  const waiting: (() => void)[] = [];
  const handlers: HttpHandlers = {
    async request(_request, response) {
      await new Promise<void>((resolve) => waiting.push(resolve));
      response.end();
    },
  };
  return { handlers, waiting };
}

/** Waits until a client knows that it may have so many streams. */
const untilTold = (session: ClientHttp2Session, streams: number) =>
  vi.waitFor(() => expect(session.remoteSettings.maxConcurrentStreams).toBe(streams));

describe("allowStreams()", () => {
  it("tells clients that are there and clients that come, whose further calls wait on their side", async () => {
    const { handlers, waiting } = createHeldHandlers();
    const { server, url } = await openPort({ handlers });
    const early = await openSession(url);
    await untilTold(early, 200);
    server.http2Sessions.allowStreams(2);
    await untilTold(early, 2);
    const late = await openSession(url);
    await untilTold(late, 2);
    const answers = [early, late].flatMap((session) => Array.from({ length: 3 }, () => sendHttp2(session, {})));
    await vi.waitFor(() => expect(waiting).toHaveLength(4));
    expect(server.http2Sessions.activeSessionCount).toBe(2);
    for (let answered = 0; answered < answers.length; answered++) {
      await vi.waitFor(() => expect(waiting.length).toBeGreaterThan(0));
      waiting.shift()?.();
    }
    expect((await Promise.all(answers)).map(({ status }) => status)).toEqual([200, 200, 200, 200, 200, 200]);
    early.close();
    late.close();
  });

  it("refuses streams over it that are on their way, which may be repeated, and holds them against nobody", async () => {
    const { server, url, errors } = await openPort();
    const session = await openSession(url);
    await untilTold(session, 200);
    let refused = 0;
    // More than Node allows a session in invalid frames by itself.
    while (refused <= 1_000) {
      server.http2Sessions.allowStreams(1);
      // The client has not heard of it when it sends these.
      const answers = await Promise.all(Array.from({ length: 100 }, () => sendHttp2(session, {})));
      const codes = answers.map(({ status, resetCode }) => status ?? resetCode);
      expect(codes.filter((code) => code !== 200 && code !== constants.NGHTTP2_REFUSED_STREAM)).toEqual([]);
      expect(codes).toContain(200);
      refused += codes.filter((code) => code !== 200).length;
      server.http2Sessions.allowStreams(200);
      await untilTold(session, 200);
    }
    expect(errors).toEqual([]);
    session.close();
    await once(session, "close");
  });
});
