import { LearnService } from "../../gen/ispring/learn/v1/learn_service_pb.ts";
import { createAccountAuthentication } from "../services/ispring/authentication.ts";
import { createLearnDialect } from "../services/ispring/dialect.ts";
import { createLearnService } from "../services/ispring/learn.ts";
import { serve } from "../wire/served-service.ts";
import type { Face, FaceParts } from "./face.ts";

const name = "ispring";

/** What its paths begin with. They may be at the root, so it answers for no more than what is below these. */
const beginnings = ["/user", "/group", "/organization"];

/** iSpring Learn's API of integers and headers. */
export function createIspringFace({ config, directory, logIn }: FaceParts): Face {
  const prefix = config.ispringPath === "/" ? "" : config.ispringPath;
  const dialect = createLearnDialect();
  return {
    name,
    services: [serve(LearnService, createLearnService(directory), { dialect, prefix })],
    authenticate: createAccountAuthentication({ logIn, accountUrl: config.ispringAccountUrl, face: name }),
    dialectsByPath: Object.fromEntries(beginnings.map((beginning) => [`${prefix}${beginning}`, dialect])),
  };
}
