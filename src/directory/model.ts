/** The directory's nouns as they are stored, for services, which see storage only through the directory. */
export type * from "../storage/contract/index.ts";
export {
  groupId,
  keyId,
  orgId,
  projectGrantId,
  projectId,
  tokenId,
  userGrantId,
  userId,
} from "../storage/contract/index.ts";
