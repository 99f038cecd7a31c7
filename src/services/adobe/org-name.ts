import type { ParseOrgName } from "../../auth/organization.ts";

/** An organization as this interface names it: its id, alone or before `@AdobeOrg`. */
export const parseAdobeOrgName: ParseOrgName = (text) => ({ by: "id", id: text.replace(/@AdobeOrg$/i, "") });
