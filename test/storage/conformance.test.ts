import { describe } from "vitest";
import { engines, sqliteFolderEngine } from "../support/engines.ts";
import { commandsConformance } from "./conformance/commands.ts";
import { nounsConformance } from "./conformance/nouns.ts";
import { createOpener } from "./conformance/suite.ts";
import { usersConformance } from "./conformance/users.ts";

for (const engine of engines) {
  describe(engine.name, () => {
    const open = createOpener(engine);
    usersConformance(open);
    nounsConformance(open);
    commandsConformance(open);
  });
}

// In a folder SQLite commits by other means than in memory; its queries are the same.
describe(sqliteFolderEngine.name, () => commandsConformance(createOpener(sqliteFolderEngine)));
