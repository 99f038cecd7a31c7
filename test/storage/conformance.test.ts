import { describe } from "vitest";
import { engines, sqliteFolderEngine } from "../support/engines.ts";
import { commandsConformance } from "./conformance/commands.ts";
import { eventsConformance } from "./conformance/events.ts";
import { nounsConformance } from "./conformance/nouns.ts";
import { createOpener } from "./conformance/suite.ts";
import { userReaderConformance } from "./conformance/user-reader.ts";
import { userWriterConformance } from "./conformance/user-writer.ts";

for (const engine of engines) {
  describe(engine.name, () => {
    const open = createOpener(engine);
    userReaderConformance(open);
    userWriterConformance(open);
    nounsConformance(open);
    eventsConformance(open);
    commandsConformance(open);
  });
}

// In a folder SQLite commits by other means than in memory; its queries are the same.
describe(sqliteFolderEngine.name, () => commandsConformance(createOpener(sqliteFolderEngine)));
