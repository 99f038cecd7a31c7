import { LearnService } from "../../gen/ispring/learn/v1/learn_service_pb.ts";
import { createAccountAuthentication } from "../services/ispring/authentication.ts";
import { createLearnDialect } from "../services/ispring/dialect.ts";
import { createLearnService } from "../services/ispring/learn.ts";
import { ispringPrefix, listIspringPaths } from "../services/ispring/paths.ts";
import { serve } from "../wire/served-service.ts";
import type { Face, FaceParts } from "./face.ts";

const name = "ispring";

/** iSpring Learn's API of integers and headers. */
export function createIspringFace({ config, directory, logIn }: FaceParts): Face {
  const dialect = createLearnDialect();
  return {
    name,
    services: [
      serve(LearnService, createLearnService(directory), { dialect, prefix: ispringPrefix(config.ispringPath) }),
    ],
    authenticate: createAccountAuthentication({ logIn, accountUrl: config.ispringAccountUrl, face: name }),
    dialectsByPath: Object.fromEntries(listIspringPaths(config.ispringPath).map((path) => [path, dialect])),
  };
}
