import { sqliteFolderEngine } from "../support/engines.ts";
import { runAuthorizationMatrix } from "./authorization/matrix.ts";

runAuthorizationMatrix(sqliteFolderEngine);
