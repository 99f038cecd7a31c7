import { Code, ConnectError } from "@connectrpc/connect";
import { ErrorDetailSchema } from "../../../gen/camunda/identity/v7/error_detail_pb.ts";

/** An error as Camunda's clients know it. */
export interface CamundaError {
  /** Such as `InvalidRequestException`; clients compare it. */
  readonly type: string;
  readonly status: number;
  /** `undefined` = null. */
  readonly code?: number;
}

/** The types of errors with the status and the number each has. */
export const errorTypes = {
  invalidRequest: { type: "InvalidRequestException", status: 400 },
  notFound: { type: "InvalidRequestException", status: 404 },
  readOnly: { type: "InvalidRequestException", status: 403 },
  badUserRequest: { type: "BadUserRequestException", status: 400, code: 0 },
  engine: { type: "ProcessEngineException", status: 500, code: 0 },
  nullValue: { type: "NullValueException", status: 500, code: 0 },
  persistence: { type: "ProcessEnginePersistenceException", status: 500, code: 0 },
  columnTooSmall: { type: "ProcessEnginePersistenceException", status: 500, code: 10_002 },
} as const satisfies Record<string, CamundaError>;

/**
 * An error of one of these types, for every protocol. Its code is that of its kind: what Camunda answers with 500 is the
 * caller's mistake nearly always.
 */
export function camundaError(name: keyof typeof errorTypes, message: string): ConnectError {
  const { type, status, code }: CamundaError = errorTypes[name];
  return new ConnectError(message, connectCodes[name], undefined, [
    { desc: ErrorDetailSchema, value: code === undefined ? { type, status } : { type, status, code } },
  ]);
}

const connectCodes: Readonly<Record<keyof typeof errorTypes, Code>> = {
  invalidRequest: Code.InvalidArgument,
  notFound: Code.NotFound,
  readOnly: Code.FailedPrecondition,
  badUserRequest: Code.AlreadyExists,
  engine: Code.InvalidArgument,
  nullValue: Code.NotFound,
  persistence: Code.AlreadyExists,
  columnTooSmall: Code.InvalidArgument,
};

/** What there is none of. */
export const doesNotExist = (noun: "User" | "Group" | "Tenant", id: string): ConnectError =>
  camundaError("notFound", `${noun} with id ${id} does not exist`);
