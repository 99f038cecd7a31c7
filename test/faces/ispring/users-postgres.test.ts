import { postgresEngine } from "../../support/engines.ts";
import { replayUsers } from "./users.ts";

replayUsers(postgresEngine);
