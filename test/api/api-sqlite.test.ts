import { sqliteEngine } from "../support/engines.ts";
import { runMatrix } from "./matrix.ts";

runMatrix(sqliteEngine);
