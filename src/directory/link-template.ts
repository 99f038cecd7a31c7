import type { OrgId, UserId } from "../storage/contract/index.ts";
import { DomainError } from "./errors.ts";

/** What a link can tell the page that it leads to. */
interface LinkFacts {
  readonly user: { readonly id: UserId; readonly orgId: OrgId };
  readonly code: string;
}

/** The three fields as Go's templates write them, which is what callers of ZITADEL send. */
const fieldPattern = /\{\{\s*\.(UserID|OrgID|Code)\s*\}\}/g;

/** The template as it was given; `linkTemplateInvalid` when braces are left that are none of the three fields. */
export function verifyLinkTemplate(template: string): string {
  if (/\{\{|\}\}/.test(template.replace(fieldPattern, ""))) throw new DomainError("linkTemplateInvalid");
  return template;
}

/** The link with the facts in their places, each encoded as part of a URL. */
export const renderLink = (template: string, { user, code }: LinkFacts): string =>
  template.replace(fieldPattern, (_, field: string) => {
    const value = field === "UserID" ? user.id : field === "OrgID" ? user.orgId : code;
    return encodeURIComponent(value);
  });
