import type { ServiceImpl } from "@connectrpc/connect";
import type { ManagementService } from "../../../gen/zitadel/management/v1/management_pb.ts";
import type { Directory } from "../../directory/directory.ts";
import { createEmailRpcs } from "./management/emails.ts";
import { createGrantedProjectRpcs } from "./management/granted-projects.ts";
import { createHumanRpcs } from "./management/humans.ts";
import { createInstanceRpcs } from "./management/instance.ts";
import { createMachineKeyRpcs } from "./management/machine-keys.ts";
import { createMachineRpcs } from "./management/machines.ts";
import { createMembershipRpcs } from "./management/memberships.ts";
import { createOrgDomainRpcs } from "./management/org-domains.ts";
import { createOrgMemberRpcs } from "./management/org-members.ts";
import { createOrgMetadataRpcs } from "./management/org-metadata.ts";
import { createOrgRpcs } from "./management/orgs.ts";
import { createPasswordRpcs } from "./management/passwords.ts";
import { createPhoneRpcs } from "./management/phones.ts";
import { createProjectGrantMemberRpcs } from "./management/project-grant-members.ts";
import { createProjectGrantRpcs } from "./management/project-grants.ts";
import { createProjectMemberRpcs } from "./management/project-members.ts";
import { createProjectRoleRpcs } from "./management/project-roles.ts";
import { createProjectRpcs } from "./management/projects.ts";
import { createUserGrantRpcs } from "./management/user-grants.ts";
import { createUserMetadataRpcs } from "./management/user-metadata.ts";
import { createUserRpcs } from "./management/users.ts";

/** ZITADEL's Management API v1 on this directory. The type makes sure that no RPC is missing. */
export const createManagementService = (directory: Directory): ServiceImpl<typeof ManagementService> => ({
  ...createInstanceRpcs(directory),
  ...createOrgRpcs(directory),
  ...createOrgDomainRpcs(directory),
  ...createOrgMemberRpcs(directory),
  ...createMembershipRpcs(directory),
  ...createOrgMetadataRpcs(directory),
  ...createUserRpcs(directory),
  ...createUserMetadataRpcs(directory),
  ...createHumanRpcs(directory),
  ...createEmailRpcs(directory),
  ...createPhoneRpcs(directory),
  ...createPasswordRpcs(directory),
  ...createMachineRpcs(directory),
  ...createMachineKeyRpcs(directory),
  ...createProjectRpcs(directory),
  ...createProjectRoleRpcs(directory),
  ...createProjectMemberRpcs(directory),
  ...createProjectGrantRpcs(directory),
  ...createProjectGrantMemberRpcs(directory),
  ...createGrantedProjectRpcs(directory),
  ...createUserGrantRpcs(directory),
});
