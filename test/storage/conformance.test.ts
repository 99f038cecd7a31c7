import { describe } from "vitest";
import { engines, sqliteFolderEngine } from "../support/engines.ts";
import { aliasesConformance } from "./conformance/aliases.ts";
import { belongingsConformance } from "./conformance/belongings.ts";
import { bulkConformance } from "./conformance/bulk.ts";
import { callsConformance } from "./conformance/calls.ts";
import { commandsConformance } from "./conformance/commands.ts";
import { eventsConformance } from "./conformance/events.ts";
import { groupsConformance } from "./conformance/groups.ts";
import { loginsConformance } from "./conformance/logins.ts";
import { membershipsConformance } from "./conformance/memberships.ts";
import { nounsConformance } from "./conformance/nouns.ts";
import { orgsConformance } from "./conformance/orgs.ts";
import { profileFieldsConformance } from "./conformance/profile-fields.ts";
import { projectGrantsConformance } from "./conformance/project-grants.ts";
import { projectsConformance } from "./conformance/projects.ts";
import { roleHoldersConformance } from "./conformance/role-holders.ts";
import { signingKeysConformance } from "./conformance/signing-keys.ts";
import { createOpener } from "./conformance/suite.ts";
import { userGrantsConformance } from "./conformance/user-grants.ts";
import { userPagesConformance } from "./conformance/user-pages.ts";
import { userReaderConformance } from "./conformance/user-reader.ts";
import { userRowsConformance } from "./conformance/user-rows.ts";
import { userWriterConformance } from "./conformance/user-writer.ts";

for (const engine of engines) {
  describe(engine.name, () => {
    const open = createOpener(engine);
    userReaderConformance(open);
    userPagesConformance(open);
    userWriterConformance(open);
    nounsConformance(open);
    eventsConformance(open);
    userRowsConformance(open);
    loginsConformance(open);
    orgsConformance(open);
    projectsConformance(open);
    projectGrantsConformance(open);
    userGrantsConformance(open);
    membershipsConformance(open);
    groupsConformance(open);
    profileFieldsConformance(open);
    roleHoldersConformance(open);
    aliasesConformance(open);
    signingKeysConformance(open);
    belongingsConformance(open);
    bulkConformance(open);
    callsConformance(open);
    commandsConformance(open);
  });
}

// In a folder SQLite commits by other means than in memory; its queries are the same.
describe(sqliteFolderEngine.name, () => commandsConformance(createOpener(sqliteFolderEngine)));
