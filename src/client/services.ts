import { OAuthService } from "../../gen/roster/oauth/v1/oauth_pb.ts";
import { OrgService } from "../../gen/roster/org/v1/org_service_pb.ts";
import { AdminService } from "../../gen/zitadel/admin/v1/admin_pb.ts";
import { AuthService } from "../../gen/zitadel/auth/v1/auth_pb.ts";
import { ManagementService } from "../../gen/zitadel/management/v1/management_pb.ts";
import { UserService } from "../../gen/zitadel/user/v2/user_service_pb.ts";

/** The services that a client has by name. Their callers show a Bearer token; those of other interfaces do not. */
export const services: Services = {
  management: ManagementService,
  admin: AdminService,
  auth: AuthService,
  users: UserService,
  orgs: OrgService,
  oauth: OAuthService,
};

/** A service's descriptor by the name it has on a client. */
export interface Services {
  /** `zitadel.management.v1`: everything of one organization. */
  readonly management: typeof ManagementService;
  /** `zitadel.admin.v1`: organizations and members of the instance. */
  readonly admin: typeof AdminService;
  /** `zitadel.auth.v1`: the caller itself. */
  readonly auth: typeof AuthService;
  /** `zitadel.user.v2`: users of every organization, by the newer interface. */
  readonly users: typeof UserService;
  /** `roster.org.v1`: what Roster knows of organizations and ZITADEL has no call for. */
  readonly orgs: typeof OrgService;
  /** `roster.oauth.v1`: logins of machines. */
  readonly oauth: typeof OAuthService;
}
