import { postgresEngine } from "../../support/engines.ts";
import { replayGroupsAndOrganizations } from "./groups-and-organizations.ts";

replayGroupsAndOrganizations(postgresEngine);
