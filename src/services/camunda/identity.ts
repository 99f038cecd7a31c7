import type { ServiceImpl } from "@connectrpc/connect";
import type { IdentityService } from "../../../gen/camunda/identity/v7/identity_service_pb.ts";
import type { PasswordLogin } from "../../auth/password-login.ts";
import type { Directory } from "../../directory/directory.ts";
import { defaultEngine } from "./engine.ts";
import { createGroupRpcs } from "./groups.ts";
import { createMembershipRpcs } from "./memberships.ts";
import { createPasswordRpcs } from "./passwords.ts";
import { createTenantRpcs } from "./tenants.ts";
import { createUserRpcs } from "./users.ts";

/** Camunda 7's identity resources on this directory. The type makes sure that no RPC is missing. */
export const createIdentityService = (
  directory: Directory,
  logIn: PasswordLogin,
): ServiceImpl<typeof IdentityService> => ({
  listEngines: () => ({ engines: [{ name: defaultEngine }] }),
  ...createUserRpcs(directory, logIn),
  ...createGroupRpcs(directory),
  ...createTenantRpcs(directory),
  ...createMembershipRpcs(directory),
  ...createPasswordRpcs(logIn),
});
