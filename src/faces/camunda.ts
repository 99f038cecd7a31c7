import { IdentityService } from "../../gen/camunda/identity/v7/identity_service_pb.ts";
import { createBasicAuthentication } from "../auth/basic-authentication.ts";
import { createTrustedAuthentication } from "../auth/trusted-network.ts";
import { createCamundaDialect } from "../services/camunda/dialect.ts";
import { parseEngine } from "../services/camunda/engine.ts";
import { createIdentityService } from "../services/camunda/identity.ts";
import { camundaPath } from "../services/camunda/path.ts";
import { serve } from "../wire/served-service.ts";
import type { Face, FaceParts } from "./face.ts";

const name = "camunda";

/** Camunda 7's identity resources. */
export const createCamundaFace = ({ directory, logIn, trusted }: FaceParts): Face => ({
  name,
  services: [
    serve(IdentityService, createIdentityService(directory, logIn), {
      prefix: camundaPath,
      dialect: createCamundaDialect(),
    }),
  ],
  authenticate: trusted?.face === name ? createTrustedAuthentication(trusted) : createBasicAuthentication(logIn, name),
  parseOrgName: parseEngine,
});
