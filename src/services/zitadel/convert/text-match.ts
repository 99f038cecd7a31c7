import { TextQueryMethod } from "../../../../gen/zitadel/v1/object_pb.ts";
import type { TextMatch } from "../../../directory/model.ts";

/**
 * The comparison that a text query states; exact for a number that the enum does not have. The enums of the newer
 * interfaces have the same numbers.
 */
export const fromTextQuery = (text: string, method: number): TextMatch => ({
  text,
  ...(methods[method] ?? exact),
});

const exact: Omit<TextMatch, "text"> = { method: "equals", ignoreCase: false };

const methods: Readonly<Record<number, Omit<TextMatch, "text">>> = {
  [TextQueryMethod.EQUALS]: exact,
  [TextQueryMethod.EQUALS_IGNORE_CASE]: { method: "equals", ignoreCase: true },
  [TextQueryMethod.STARTS_WITH]: { method: "starts-with", ignoreCase: false },
  [TextQueryMethod.STARTS_WITH_IGNORE_CASE]: { method: "starts-with", ignoreCase: true },
  [TextQueryMethod.CONTAINS]: { method: "contains", ignoreCase: false },
  [TextQueryMethod.CONTAINS_IGNORE_CASE]: { method: "contains", ignoreCase: true },
  [TextQueryMethod.ENDS_WITH]: { method: "ends-with", ignoreCase: false },
  [TextQueryMethod.ENDS_WITH_IGNORE_CASE]: { method: "ends-with", ignoreCase: true },
};
