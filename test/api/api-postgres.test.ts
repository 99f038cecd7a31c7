import { postgresEngine } from "../support/engines.ts";
import { runMatrix } from "./matrix.ts";

runMatrix(postgresEngine);
