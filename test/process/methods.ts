import { ManagementService } from "../../gen/zitadel/management/v1/management_pb.ts";

/** The RPCs that these tests call. */
export const { healthz, getMyOrg, addHumanUser, addOrgMember, getHumanProfile, updateHumanProfile } =
  ManagementService.method;
