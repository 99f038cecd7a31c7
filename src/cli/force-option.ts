import { defineOption } from "../config/option.ts";
import { toggle } from "../config/value-types.ts";

/** `--force` of commands that write a file: without it they leave one that is there alone. */
export const forceOption = defineOption({
  flag: "force",
  type: toggle,
  default: false,
  description: "Replace the file if it is there already.",
});
