import { sqliteEngine } from "../../support/engines.ts";
import { replayGroupsAndOrganizations } from "./groups-and-organizations.ts";

replayGroupsAndOrganizations(sqliteEngine);
