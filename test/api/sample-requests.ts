import type { DescMethodUnary } from "@bufbuild/protobuf";
import { ManagementService } from "../../gen/zitadel/management/v1/management_pb.ts";

/** An RPC with a request that has what its path needs. */
export interface SampleRequest {
  readonly name: string;
  readonly method: DescMethodUnary;
  readonly message: Record<string, unknown>;
}

/** What the paths of requests name; every other field is left out. */
const pathFields: Readonly<Record<string, Record<string, unknown>>> = {
  GetUserByID: { id: "1" },
  ListUserChanges: { userId: "1" },
  LockUser: { id: "1" },
  UnlockUser: { id: "1" },
  RemoveUser: { id: "1" },
  GetHumanProfile: { userId: "1" },
  UpdateHumanProfile: { userId: "1" },
  ListPersonalAccessTokens: { userId: "1" },
  AddPersonalAccessToken: { userId: "1" },
  RemovePersonalAccessToken: { userId: "1", tokenId: "1" },
};

/** Every RPC, each with a request that names an unknown user and leaves out everything else. */
export const sampleRequests: readonly SampleRequest[] = Object.values(ManagementService.method).map((method) => ({
  name: method.name,
  method,
  message: pathFields[method.name] ?? {},
}));

/** The RPCs that need no token. */
export const publicRpcs: ReadonlySet<string> = new Set(["Healthz"]);

/** The RPCs that need a token and no role. */
export const roleFreeRpcs: ReadonlySet<string> = new Set(["GetIAM", "GetSupportedLanguages"]);
