#!/usr/bin/env node
// What a built Roster is started with: it runs the program beside it, whose code the build has kept, because compiling
// three megabytes anew takes a third of a start.
import { join } from "node:path";
import { compileProgram } from "./launch/compiled-program.ts";

compileProgram(join(__dirname, "roster.cjs")).run();
