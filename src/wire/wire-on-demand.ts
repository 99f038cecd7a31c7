import { pathOf } from "./node-http.ts";
import type { Wire } from "./wire.ts";

/** What a wire is to the port. */
export type PortWire = Pick<Wire, "request" | "stream"> & Partial<Pick<Wire, "take">>;

/** A wire that is made by the first request for it. */
export interface WireOnDemand {
  /** Whether requests to this path, without a query, are for it. */
  owns(path: string): boolean;
  load(): Promise<PortWire>;
}

/**
 * One wire of several, some of which are not loaded yet. Requests that come while one is being loaded wait for it; when
 * that fails, so do they, and so do all that come later.
 *
 * @param rest Takes what none of the others owns.
 */
export function joinWires(rest: PortWire, others: readonly WireOnDemand[]): PortWire & Pick<Wire, "take"> {
  const waiting = others.map(waitForFirstRequest);
  const ownerOf = (target: string) => {
    const path = pathOf(target);
    return waiting.find(({ owns }) => owns(path));
  };
  // What is not loaded cannot say whether it takes something; as a request it may wait.
  const loadedOwnerOf = (target: string): PortWire | undefined => {
    const owner = ownerOf(target);
    return owner === undefined ? rest : owner.loaded();
  };
  return {
    async request(request, response) {
      const owner = ownerOf(request.url ?? "");
      await (owner === undefined ? rest : await owner.load()).request(request, response);
    },
    stream: (stream, headers, answerHeaders) =>
      loadedOwnerOf(headers[":path"] ?? "")?.stream(stream, headers, answerHeaders) === true,
    take: (request, response, answerHeaders) =>
      loadedOwnerOf(request.url ?? "")?.take?.(request, response, answerHeaders) === true,
  };
}

function waitForFirstRequest({ owns, load }: WireOnDemand) {
  let loading: Promise<PortWire> | undefined;
  let wire: PortWire | undefined;
  return {
    owns,
    load: () => {
      loading ??= load().then((made) => {
        wire = made;
        return made;
      });
      return loading;
    },
    loaded: () => wire,
  };
}
