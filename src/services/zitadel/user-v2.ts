import type { ServiceImpl } from "@connectrpc/connect";
import type { UserService } from "../../../gen/zitadel/user/v2/user_service_pb.ts";
import type { Directory } from "../../directory/directory.ts";
import { createContactRpcs } from "./user-v2/contacts.ts";
import { createUserCreationRpcs } from "./user-v2/creation.ts";
import { createMetadataRpcs } from "./user-v2/metadata.ts";
import { createPasswordRpcs } from "./user-v2/passwords.ts";
import { createUpdateRpcs } from "./user-v2/updates.ts";
import { createUserRpcs } from "./user-v2/users.ts";

/** ZITADEL's User API v2 on this directory, as far as it is served. The type makes sure that no RPC is missing. */
export const createUserService = (directory: Directory): ServiceImpl<typeof UserService> => ({
  ...createUserCreationRpcs(directory),
  ...createUserRpcs(directory),
  ...createUpdateRpcs(directory),
  ...createContactRpcs(directory),
  ...createPasswordRpcs(directory),
  ...createMetadataRpcs(directory),
});
