import { sqliteEngine } from "../../support/engines.ts";
import { replayUsers } from "./users.ts";

replayUsers(sqliteEngine);
