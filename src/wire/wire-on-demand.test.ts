import { describe, expect, it } from "vitest";
import { joinWires, type PortWire } from "./wire-on-demand.ts";

/** A wire that notes the targets that it answers, and takes every stream and every request that it is asked about. */
function createNoting(name: string, notes: string[]): PortWire {
  return {
    request: async ({ url }) => void notes.push(`${name} answers ${url}`),
    stream: (_stream, headers) => notes.push(`${name} takes ${headers[":path"]}`) > 0,
    take: ({ url }) => notes.push(`${name} takes the request ${url}`) > 0,
  };
}

function createInTest() {
  const notes: string[] = [];
  const loads: PromiseWithResolvers<PortWire>[] = [];
  const wire = joinWires(createNoting("rest", notes), [
    {
      owns: (path) => path.startsWith("/zoo"),
      load() {
        const loading = withResolvers<PortWire>();
        loads.push(loading);
        return loading.promise;
      },
    },
  ]);
  // Only the target is looked at.
  const request = (url: string) => wire.request({ url } as never, {} as never);
  const stream = (path: string) => wire.stream({} as never, { ":path": path }, {});
  const take = (url: string) => wire.take({ url } as never, {} as never, {});
  return { notes, loads, request, stream, take };
}

interface PromiseWithResolvers<Value> {
  readonly promise: Promise<Value>;
  readonly resolve: (value: Value) => void;
  readonly reject: (error: unknown) => void;
}

function withResolvers<Value>(): PromiseWithResolvers<Value> {
  let settle: Omit<PromiseWithResolvers<Value>, "promise"> | undefined;
  const promise = new Promise<Value>((resolve, reject) => {
    settle = { resolve, reject };
  });
  if (settle === undefined) throw new Error("a promise calls its executor at once");
  return { promise, ...settle };
}

describe("joinWires()", () => {
  it("loads nothing for what others own", async () => {
    const { notes, loads, request, stream, take } = createInTest();
    await request("/other?zoo");
    expect([stream("/other"), take("/other?zoo")]).toEqual([true, true]);
    expect(notes).toEqual(["rest answers /other?zoo", "rest takes /other", "rest takes the request /other?zoo"]);
    expect(loads).toHaveLength(0);
  });

  it("loads once for the first requests, which wait; nothing is taken until then", async () => {
    const { notes, loads, request, stream, take } = createInTest();
    const both = Promise.all([request("/zoo/1"), request("/zoo/2?x")]);
    expect([stream("/zoo/3"), take("/zoo/3")]).toEqual([false, false]);
    expect(loads).toHaveLength(1);
    loads[0]?.resolve(createNoting("zoo", notes));
    await both;
    expect([stream("/zoo/3?y"), take("/zoo/4")]).toEqual([true, true]);
    const taken = ["zoo takes /zoo/3?y", "zoo takes the request /zoo/4"];
    expect(notes).toEqual(["zoo answers /zoo/1", "zoo answers /zoo/2?x", ...taken]);
    expect(loads).toHaveLength(1);
  });

  it("fails every request to what cannot be loaded", async () => {
    const { loads, request, stream } = createInTest();
    const first = request("/zoo");
    loads[0]?.reject(new Error("no access rule"));
    await expect(first).rejects.toThrow("no access rule");
    await expect(request("/zoo")).rejects.toThrow("no access rule");
    expect(stream("/zoo")).toBe(false);
  });
});
