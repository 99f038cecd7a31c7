import { OAuthService } from "../../gen/roster/oauth/v1/oauth_pb.ts";
import { OrgService } from "../../gen/roster/org/v1/org_service_pb.ts";
import { metadataDialect, tokenDialect } from "../services/oauth/dialect.ts";
import { createOAuthService } from "../services/oauth/oauth.ts";
import { createOrgService } from "../services/roster/org.ts";
import { serve } from "../wire/served-service.ts";
import type { Face, FaceParts } from "./face.ts";

/** Roster's own calls: logins of machines, and what organizations are. */
export const createRosterFace = ({ config, directory, machineLogin, authenticateByToken }: FaceParts): Face => ({
  name: "roster",
  services: [
    serve(OAuthService, createOAuthService(machineLogin, config.publicUrl), {
      dialect: metadataDialect,
      methodDialects: { Token: tokenDialect },
    }),
    serve(OrgService, createOrgService(directory)),
  ],
  authenticate: authenticateByToken,
});
