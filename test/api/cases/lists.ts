import type { DescMethodUnary } from "@bufbuild/protobuf";
import { type Timestamp, timestampMs } from "@bufbuild/protobuf/wkt";
import { expect } from "vitest";
import { ManagementService } from "../../../gen/zitadel/management/v1/management_pb.ts";
import type { ListDetails } from "../../../gen/zitadel/v1/object_pb.ts";
import { rpcsOf } from "../authorization/calls.ts";
import { v1 } from "../authorization/zitadel.ts";
import type { CaseGroup } from "../case.ts";
import { expectRefusal } from "../expect.ts";
import { addListed, type Listed } from "../listed.ts";
import { lendProject } from "../project-in-test.ts";
import { authRpc, type Caller, rpc } from "../world.ts";

/** What the answer of a list holds; that of a history has no details. */
interface ListAnswer {
  readonly details?: ListDetails;
  readonly result: readonly unknown[];
}

const hasQuery = (typeName: string) => (method: DescMethodUnary) =>
  method.input.fields.some(({ name, message }) => name === "query" && message?.typeName === typeName);

/** The RPCs of a kind, each with a value for what its path needs. */
const named = (isKind: (method: DescMethodUnary) => boolean) =>
  rpcsOf([v1])
    .filter(({ method }) => isKind(method))
    .map(({ method, pathFields }) => {
      const { name, parent, input } = method;
      const fields = input.fields.filter((field) => pathFields.has(field.name));
      return {
        name: parent.typeName === ManagementService.typeName ? name : `${parent.typeName}/${name}`,
        method,
        message: Object.fromEntries(fields.map(({ localName }) => [localName, "1"])),
      };
    });
const lists = named(hasQuery("zitadel.v1.ListQuery"));
const histories = named(hasQuery("zitadel.change.v1.ChangeQuery"));

/** Roles that can be given are a list without pages: ZITADEL answers it whole, whatever the query says. */
const isPaged = ({ name }: { readonly name: string }) => name !== "ListProjectGrantMemberRoles";

const ask = async ({ caller, method, message }: Listed, query: object): Promise<ListAnswer> =>
  // The descriptor says that it is a list.
  (await caller.ok(method, { ...message, query })) as unknown as ListAnswer;

const toMs = (time: Timestamp | undefined) => (time === undefined ? 0 : timestampMs(time));

/** What all lists have in common, for each list of the descriptors. */
export const everyList: CaseGroup = {
  subject: "Every list",
  cases: {
    async "refuses a limit above 1000"(world) {
      const { tenant, ref } = await lendProject(world);
      for (const { name, method, message } of [...lists.filter(isPaged), ...histories]) {
        const known = name === "ListGrantedProjectRoles" ? ref : message;
        expectRefusal(await tenant.call(method, { ...known, query: { limit: 1001 } }), "limitExceeded");
      }
    },
    async "answers pages that neither repeat nor miss an entry, each with the exact total, also the empty ones"(world) {
      const { listed } = await addListed(world);
      expect(Object.keys(listed).toSorted()).toEqual(
        lists
          .filter(isPaged)
          .map(({ name }) => name)
          .toSorted(),
      );
      for (const [name, list] of Object.entries(listed)) {
        const startMs = Date.now();
        const whole = await ask(list, {});
        const total = whole.result.length;
        expect({ name, isEnough: total >= list.least }).toEqual({ name, isEnough: true });
        expect(whole.details).toMatchObject({ totalResult: BigInt(total), processedSequence: 0n });
        expect(toMs(whole.details?.viewTimestamp)).toBeGreaterThanOrEqual(startMs);
        const offsets = Array.from({ length: total }, (_, index) => ({ limit: 1, offset: BigInt(index) }));
        const pages = await Promise.all(offsets.map((query) => ask(list, query)));
        expect({ name, entries: pages.flatMap(({ result }) => result) }).toEqual({ name, entries: whole.result });
        // Where ZITADEL has no order of its own, the direction turns nothing.
        const turned = list.isSorted ? whole : await ask(list, { asc: true });
        expect({ name, entries: turned.result }).toEqual({ name, entries: whole.result });
        const behind = await ask(list, { offset: 1000n, limit: 10 });
        expect({ name, total: behind.details?.totalResult, entries: behind.result }).toEqual({
          name,
          total: BigInt(total),
          entries: [],
        });
      }
    },
  },
};

/** What all histories have in common. */
export const everyHistory: CaseGroup = {
  subject: "Every history",
  cases: {
    async "goes on before a sequence, or behind it when oldest first, without the one that is named"(world) {
      const { owner, self, projectId, grantId, machineId } = await addListed(world);
      const places: readonly { readonly method: DescMethodUnary; readonly caller: Caller; readonly message: object }[] =
        [
          { method: rpc.listUserChanges, caller: owner, message: { userId: machineId } },
          { method: rpc.listOrgChanges, caller: owner, message: {} },
          { method: rpc.listProjectChanges, caller: owner, message: { projectId } },
          { method: rpc.listProjectGrantChanges, caller: owner, message: { projectId, grantId } },
          { method: authRpc.listMyUserChanges, caller: self, message: {} },
        ];
      expect(places.map(({ method }) => method.name).toSorted()).toEqual(
        histories.map(({ method }) => method.name).toSorted(),
      );
      for (const { method, caller, message } of places) {
        const read = async (query: object) => {
          // The descriptor says that it is a history.
          const { result } = (await caller.ok(method, { ...message, query })) as unknown as {
            readonly result: readonly { readonly sequence: bigint }[];
          };
          return result.map(({ sequence }) => sequence);
        };
        const all = await read({ asc: true });
        expect(all.length).toBeGreaterThan(3);
        const sequence = all[1] ?? 0n;
        const name = method.name;
        expect({ name, of: await read({}) }).toEqual({ name, of: all.toReversed() });
        expect({ name, of: await read({ asc: true, sequence }) }).toEqual({ name, of: all.slice(2) });
        expect({ name, of: await read({ asc: true, sequence, limit: 1 }) }).toEqual({ name, of: all.slice(2, 3) });
        expect({ name, of: await read({ sequence }) }).toEqual({ name, of: all.slice(0, 1) });
      }
    },
  },
};
