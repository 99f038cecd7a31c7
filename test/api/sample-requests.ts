import { type DescMethodUnary, type DescService, getOption } from "@bufbuild/protobuf";
import { http } from "../../gen/google/api/annotations_pb.ts";
import { access } from "../../gen/roster/access/v1/access_pb.ts";
import { AdminService } from "../../gen/zitadel/admin/v1/admin_pb.ts";
import { AuthService } from "../../gen/zitadel/auth/v1/auth_pb.ts";
import { ManagementService } from "../../gen/zitadel/management/v1/management_pb.ts";

/** An RPC with a request that has what its path needs, and who may call it. */
export interface SampleRequest {
  readonly name: string;
  readonly method: DescMethodUnary;
  readonly message: Record<string, unknown>;
  /** The permission it asks for; `undefined` when it asks for a token only, or for nothing. */
  readonly permission: string | undefined;
  /** The request's field, by its name in the proto file, that a limited permission must match; empty for none. */
  readonly checkField: string;
}

const services: readonly DescService[] = [ManagementService, AdminService, AuthService];

/** Every RPC, each with a request that names unknown objects in its path and leaves out everything else. */
export const sampleRequests: readonly SampleRequest[] = services.flatMap(({ typeName, methods }) =>
  methods.filter(isUnary).map((method) => {
    const { rule, checkField } = getOption(method, access);
    return {
      name: typeName === ManagementService.typeName ? method.name : `${typeName}/${method.name}`,
      method,
      message: pathFieldsOf(method),
      permission: rule.case === "permission" ? rule.value : undefined,
      checkField,
    };
  }),
);

/** The RPCs that need no token. */
export const publicRpcs: ReadonlySet<string> = new Set(
  sampleRequests.filter(({ method }) => getOption(method, access).rule.case === "public").map(({ name }) => name),
);

function isUnary(method: DescService["methods"][number]): method is DescMethodUnary {
  return method.methodKind === "unary";
}

/** A value for every variable of the method's path. */
function pathFieldsOf(method: DescMethodUnary): Record<string, unknown> {
  const path = String(getOption(method, http).pattern.value ?? "");
  const names = [...path.matchAll(/\{(\w+)/g)].map(([, name = ""]) => name);
  return Object.fromEntries(
    names.map((name) => [method.input.fields.find((field) => field.name === name)?.localName ?? name, "1"]),
  );
}
