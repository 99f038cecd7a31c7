import {
  create,
  type DescMethodUnary,
  fromBinary,
  type MessageInitShape,
  type MessageShape,
  toBinary,
} from "@bufbuild/protobuf";
import { ManagementService } from "../../gen/zitadel/management/v1/management_pb.ts";
import { newHuman, profileUpdate, userIdAtOnce } from "../corpus.ts";
import { connectGrpc } from "./grpc-connection.ts";
import { connectHttp1, encodeRequest } from "./http1-connection.ts";
import type { LoadPlan } from "./plan.ts";

/** One of the operations of a plan, on one of its connections. Rejects when an answer is not right. */
export type Operation = (index: number) => Promise<void>;

/** What a plan does on one connection. */
export interface Worker {
  readonly operation: Operation;
  close(): void;
}

/** Opens a connection for the plan. Ids of humans that are added go to `ids`. */
export function openWorker(plan: LoadPlan, ids: string[]): Worker {
  if (plan.work.kind === "http1") return openHttp1Worker(plan, plan.work);
  const connection = connectGrpc(plan.url, plan.headers);
  return { operation: createOperation(plan.work, createCaller(connection), ids), close: () => connection.close() };
}

type Caller = <Input extends DescMethodUnary["input"], Output extends DescMethodUnary["output"]>(
  method: DescMethodUnary<Input, Output>,
  message: MessageInitShape<Input>,
) => Promise<MessageShape<Output>>;

function createCaller(connection: ReturnType<typeof connectGrpc>): Caller {
  return async (method, message) => {
    const path = `/${method.parent.typeName}/${method.name}`;
    const answer = await connection.call(path, toBinary(method.input, create(method.input, message)));
    return fromBinary(method.output, answer);
  };
}

const methods = ManagementService.method;

function createOperation(work: Exclude<LoadPlan["work"], { kind: "http1" }>, call: Caller, ids: string[]): Operation {
  switch (work.kind) {
    case "update-at-once": {
      const update = profileUpdate(userIdAtOnce, "pip-1");
      return async () => void (await call(methods.updateHumanProfile, update));
    }
    case "update-profile":
      return async (index) => {
        await call(methods.updateHumanProfile, profileUpdate(pick(work.userIds, index), newNickName(index)));
      };
    case "get-user":
      return async (index) => {
        const id = pick(work.userIds, index);
        const { user } = await call(methods.getUserByID, { id });
        if (user?.id !== id) throw new Error(`asked for the user ${id}, got ${user?.id}`);
      };
    case "list-users":
      return async () => {
        const { offset, limit } = work;
        const { result } = await call(methods.listUsers, { query: { offset: BigInt(offset), limit, asc: true } });
        if (result.length !== limit) throw new Error(`asked for ${limit} users, got ${result.length}`);
      };
    case "cycle":
      return async (index) => {
        const { userId } = await call(methods.addHumanUser, newHuman(`cycle-${process.pid}-${index}`));
        const { user } = await call(methods.getUserByID, { id: userId });
        if (user?.id !== userId) throw new Error(`asked for the user ${userId}, got ${user?.id}`);
        await call(methods.updateHumanProfile, profileUpdate(userId, newNickName(index)));
        await call(methods.lockUser, { id: userId });
        await call(methods.removeUser, { id: userId });
      };
    case "add-humans":
      return async (index) => {
        ids.push((await call(methods.addHumanUser, newHuman(`human-${index}`))).userId);
      };
  }
}

/** A name that no other process and no other round of this one gives. */
const newNickName = (index: number): string => `pip-${process.pid}-${index}`;

/** Users in an order that no neighbour follows, as callers have it: a step that shares no factor with most counts. */
const pick = (userIds: readonly string[], index: number): string => userIds[(index * 7_919) % userIds.length] ?? "";

function openHttp1Worker({ url, headers }: LoadPlan, work: LoadPlan["work"] & { kind: "http1" }): Worker {
  const connection = connectHttp1(url);
  const request = encodeRequest(url, { ...work, headers });
  return { operation: async () => void (await connection.send(request)), close: () => connection.close() };
}
