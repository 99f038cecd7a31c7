import process from "node:process";
import { type OverloadPlan, runOverload } from "../load/overload.ts";
import { report } from "./program.ts";

// The generator of overload as a process of its own, for its own core. The plan is its argument.
const plan: OverloadPlan = JSON.parse(process.argv[2] ?? "");
report(await runOverload(plan));
