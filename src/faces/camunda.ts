import { file_camunda_identity_v7_error_detail } from "../../gen/camunda/identity/v7/error_detail_pb.ts";
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
  detailFiles: [file_camunda_identity_v7_error_detail],
  authenticate: trusted?.face === name ? createTrustedAuthentication(trusted) : createBasicAuthentication(logIn, name),
  parseOrgName: parseEngine,
});
