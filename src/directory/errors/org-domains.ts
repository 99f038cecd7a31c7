import type { ErrorEntry } from "./entry.ts";

const notOnOrg = "The organization does not have this domain";

/** Errors about the domains of organizations. */
export const orgDomainErrors = {
  orgDomainBlank: {
    kind: "invalid-argument",
    id: "ORG-r3h4J",
    key: "Errors.Invalid.Argument",
    text: "The domain consists of white space only",
  },
  orgDomainOnOrg: {
    kind: "already-exists",
    id: "V2-e1wse",
    key: "Errors.Already.Exists",
    text: "The organization has this domain already",
  },
  orgDomainNotFound: { kind: "not-found", id: "ORG-GDfA3", key: "Errors.Org.DomainNotOnOrg", text: notOnOrg },
  orgDomainPrimary: {
    kind: "failed-precondition",
    id: "ORG-Sjdi3",
    key: "Errors.Org.PrimaryDomainNotDeletable",
    text: "The primary domain cannot be removed: make another one primary first",
  },
  orgDomainNotVerified: {
    kind: "failed-precondition",
    id: "ORG-Ggd32",
    key: "Errors.Org.DomainNotVerified",
    text: "Only a verified domain can become primary",
  },
  orgDomainGenerateNotFound: { kind: "not-found", id: "ORG-AGD31", key: "Errors.Org.DomainNotOnOrg", text: notOnOrg },
  orgDomainValidateNotFound: { kind: "not-found", id: "ORG-Sjdi3", key: "Errors.Org.DomainNotOnOrg", text: notOnOrg },
  orgDomainAlreadyVerified: {
    kind: "failed-precondition",
    id: "ORG-HGw21",
    key: "Errors.Org.DomainAlreadyVerified",
    text: "The domain is verified already: domains are when they are added",
  },
  orgDomainWithoutProof: {
    kind: "failed-precondition",
    id: "ORG-Bae21",
    key: "Errors.Org.DomainVerificationTypeInvalid",
    text: "Domains are not verified by proof here",
  },
  orgDomainProofMissing: {
    kind: "failed-precondition",
    id: "ORG-SFBB3",
    key: "Errors.Org.DomainVerificationMissing",
    text: "No verification of this domain was started",
  },
} as const satisfies Record<string, ErrorEntry>;
