import { OAuthService } from "../../gen/roster/oauth/v1/oauth_pb.ts";
import { metadataDialect, tokenDialect } from "../services/oauth/dialect.ts";
import { createOAuthService } from "../services/oauth/oauth.ts";
import { serve } from "../wire/served-service.ts";
import type { Face, FaceParts } from "./face.ts";

/** Roster's own calls: logins of machines. */
export const createRosterFace = ({ config, machineLogin, authenticateByToken }: FaceParts): Face => ({
  name: "roster",
  services: [
    serve(OAuthService, createOAuthService(machineLogin, config.publicUrl), {
      dialect: metadataDialect,
      methodDialects: { Token: tokenDialect },
    }),
  ],
  authenticate: authenticateByToken,
});
