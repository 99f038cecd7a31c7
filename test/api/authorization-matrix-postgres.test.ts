import { postgresEngine } from "../support/engines.ts";
import { runAuthorizationMatrix } from "./authorization/matrix.ts";

runAuthorizationMatrix(postgresEngine);
