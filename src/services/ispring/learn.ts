import type { ServiceImpl } from "@connectrpc/connect";
import type { LearnService } from "../../../gen/ispring/learn/v1/learn_service_pb.ts";
import type { Directory } from "../../directory/directory.ts";
import { withLearnErrors } from "./errors.ts";
import { createGroupRpcs } from "./groups.ts";
import { createOrganizationRpcs } from "./organizations.ts";
import { createProfileFieldRpcs } from "./profile-fields.ts";
import { createUserRpcs } from "./users.ts";

/** iSpring Learn's API on this directory. The type makes sure that no RPC is missing. */
export const createLearnService = (directory: Directory): ServiceImpl<typeof LearnService> => ({
  ...withLearnErrors(createUserRpcs(directory)),
  ...withLearnErrors(createGroupRpcs(directory)),
  ...withLearnErrors(createOrganizationRpcs(directory)),
  // Those of Roster's own keep the directory's errors, which say more.
  ...createProfileFieldRpcs(directory),
});
