import type { MessageInitShape } from "@bufbuild/protobuf";
import type { UserGrantSchema } from "../../../../gen/zitadel/auth/v1/user_grant_pb.ts";
import { UserGrantState } from "../../../../gen/zitadel/user/v1/user_grant_pb.ts";
import type { UserGrantView } from "../../../directory/model.ts";
import { toDetailsOf } from "./object.ts";
import { toUserType } from "./user.ts";

/** The protobuf form of a user grant as its user sees it. `roles` repeats the keys for older programs. */
export const toOwnGrant = (grant: UserGrantView): MessageInitShape<typeof UserGrantSchema> => ({
  grantId: grant.id,
  details: toDetailsOf(grant, grant.orgId),
  orgId: grant.orgId,
  orgName: grant.orgName,
  orgDomain: grant.orgPrimaryDomain,
  projectId: grant.projectId,
  projectName: grant.projectName,
  projectGrantId: grant.projectGrantId ?? "",
  userId: grant.userId,
  userType: toUserType(grant.user),
  roles: [...grant.roleKeys],
  roleKeys: [...grant.roleKeys],
  state: grant.state === "active" ? UserGrantState.ACTIVE : UserGrantState.INACTIVE,
});
