import { administratorErrors } from "./errors/administrators.ts";
import { callerErrors } from "./errors/caller.ts";
import { databaseErrors } from "./errors/database.ts";
import { grantErrors } from "./errors/grants.ts";
import { groupErrors } from "./errors/groups.ts";
import { humanErrors } from "./errors/humans.ts";
import { instanceMemberErrors } from "./errors/instance-members.ts";
import { listErrors } from "./errors/lists.ts";
import { loginErrors } from "./errors/logins.ts";
import { machineErrors } from "./errors/machines.ts";
import { metadataErrors } from "./errors/metadata.ts";
import { oauthErrors } from "./errors/oauth.ts";
import { orgDomainErrors } from "./errors/org-domains.ts";
import { orgErrors } from "./errors/orgs.ts";
import { passwordErrors } from "./errors/passwords.ts";
import { projectGrantErrors } from "./errors/project-grants.ts";
import { projectErrors } from "./errors/projects.ts";
import { textErrors } from "./errors/texts.ts";
import { userV2Errors } from "./errors/user-v2.ts";
import { userErrors } from "./errors/users.ts";

export type { ErrorEntry, ErrorKind } from "./errors/entry.ts";

/**
 * Every error that Roster's own rules give. Ids and keys are ZITADEL's, so programs written for it branch as before;
 * the texts are Roster's. Several rules may share an id, as upstream.
 */
export const errorCatalogue = {
  ...callerErrors,
  ...userErrors,
  ...humanErrors,
  ...passwordErrors,
  ...machineErrors,
  ...orgErrors,
  ...orgDomainErrors,
  ...instanceMemberErrors,
  ...listErrors,
  ...textErrors,
  ...databaseErrors,
  ...projectErrors,
  ...projectGrantErrors,
  ...grantErrors,
  ...groupErrors,
  ...administratorErrors,
  ...metadataErrors,
  ...userV2Errors,
  ...loginErrors,
  ...oauthErrors,
} as const;
