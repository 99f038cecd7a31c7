import { Code, ConnectError } from "@connectrpc/connect";
import { ErrorDetailSchema } from "../../../gen/adobe/usermanagement/v2/error_detail_pb.ts";
import { type DomainError, type ErrorName, findDomainError } from "../../directory/errors.ts";

/** The two ways in which endpoints of this interface spell their errors. */
export type ErrorFamily =
  /** The endpoints on products: upper snake case. */
  | "product"
  /** The Action API and the reads beside it: dotted. */
  | "action";

interface AdobeErrorEntry {
  readonly code: Code;
  readonly product: string;
  readonly action: string;
}

/** Every error that this interface tells apart. The spellings are Adobe's where Adobe documents one. */
export const adobeErrors = {
  bodyMalformed: entry(Code.InvalidArgument, "MALFORMED_REQUEST", "error.command.malformed"),
  productNotFound: entry(Code.NotFound, "PRODUCT_NOT_FOUND", "error.command.product.not_found"),
  profileNotFound: entry(Code.NotFound, "PLC_NOT_FOUND", "plc.not_found"),
  groupNotFound: entry(Code.NotFound, "GROUP_NOT_FOUND", "error.group.not_found"),
  userNotFound: entry(Code.NotFound, "USER_NOT_FOUND", "error.user.not_found"),
  nameAmbiguous: entry(Code.InvalidArgument, "AMBIGUOUS_NAME", "error.group.invalid_name"),
  userNonexistent: entry(Code.InvalidArgument, "USER_NONEXISTENT", "error.user.nonexistent"),
  userAmbiguous: entry(Code.InvalidArgument, "USER_NOT_FOUND_OR_AMBIGUOUS", "error.user.not_found_or_ambiguous"),
  listedGroupNotFound: entry(Code.InvalidArgument, "USERGROUP_NOT_FOUND", "error.usergroup.not_found"),
  listTooLong: entry(Code.InvalidArgument, "LIST_TOO_LONG", "error.command.add_remove.list_too_long"),
  duplicateUser: entry(Code.InvalidArgument, "DUPLICATE_USER", "error.command.add_remove.duplicate.user_list"),
  duplicateGroup: entry(
    Code.InvalidArgument,
    "DUPLICATE_USERGROUP",
    "error.command.add_remove.duplicate.usergroup_list",
  ),
  duplicateGroupName: entry(Code.InvalidArgument, "DUPLICATE_GROUP", "error.command.add_remove.duplicate.group_list"),
  duplicateAdmin: entry(
    Code.InvalidArgument,
    "DUPLICATE_PRODUCTADMIN",
    "error.command.add_remove.duplicate.productadmin_list",
  ),
  stepUnknown: entry(Code.InvalidArgument, "UNKNOWN_STEP", "error.command.step.unknown"),
  stepsMalformed: entry(Code.InvalidArgument, "MALFORMED_STEPS", "error.command.steps.malformed"),
  rootMissing: entry(Code.InvalidArgument, "MISSING_ROOT", "error.command.user_usergroup.missing"),
  textTooLong: entry(Code.InvalidArgument, "STRING_TOO_LONG", "error.command.string.too_long"),
  createNotFirst: entry(Code.InvalidArgument, "CREATE_NOT_FIRST", "error.command.create.not_first"),
  createTwice: entry(Code.InvalidArgument, "CREATE_TWICE", "error.command.create.more_than_one"),
  removeFromOrgNotLast: entry(Code.InvalidArgument, "REMOVE_NOT_LAST", "error.command.removefromorg.not_last"),
  listMissing: entry(Code.InvalidArgument, "MISSING_LIST", "error.command.add_remove.missing_list"),
  listUnknown: entry(Code.InvalidArgument, "UNKNOWN_LIST", "error.command.add_remove.key.unknown"),
  optionIllegal: entry(Code.InvalidArgument, "ILLEGAL_OPTION", "error.option.illegal"),
  domainMissing: entry(Code.InvalidArgument, "MISSING_DOMAIN", "error.command.domain.missing"),
  countryInvalid: entry(Code.InvalidArgument, "INVALID_COUNTRY", "error.country.invalid"),
  countryFixed: entry(Code.InvalidArgument, "COUNTRY_FIXED", "error.update.country.no_update"),
  adobeIdFixed: entry(Code.InvalidArgument, "ADOBEID_FIXED", "error.update.adobeid.no"),
  updateEmpty: entry(Code.InvalidArgument, "EMPTY_UPDATE", "error.update.no"),
  userExists: entry(Code.AlreadyExists, "USER_EXISTS", "error.user.already_in_org"),
  userNameTaken: entry(Code.AlreadyExists, "USER_NAME_IN_USE", "error.user.name_in_use"),
  userOfOtherOrg: entry(Code.FailedPrecondition, "USER_OF_OTHER_ORG", "error.user.belongs_to_another_org"),
  emailInvalid: entry(Code.InvalidArgument, "INVALID_EMAIL", "error.user.email.invalid"),
  firstNameMissing: entry(Code.InvalidArgument, "FIRSTNAME_MISSING", "error.user.firstname_missing"),
  lastNameMissing: entry(Code.InvalidArgument, "LASTNAME_MISSING", "error.user.lastname_missing"),
  userNameInvalid: entry(Code.InvalidArgument, "INVALID_USER_NAME", "error.user.name.invalid"),
  userGroupExists: entry(Code.AlreadyExists, "DUPLICATE_GROUP_NAME", "error.usergroup.already_exists"),
  groupNameInvalid: entry(Code.InvalidArgument, "INVALID_GROUP_NAME", "error.group.invalid_name"),
  groupFull: entry(Code.FailedPrecondition, "GROUP_FULL", "error.usergroup.exceeds_maximum_member_count"),
  groupReadOnlyAdd: entry(Code.FailedPrecondition, "GROUP_READ_ONLY", "error.usergroup.readonly.add_user_not_allowed"),
  groupReadOnlyRemove: entry(
    Code.FailedPrecondition,
    "GROUP_READ_ONLY",
    "error.usergroup.readonly.remove_user_not_allowed",
  ),
  developerUnsupported: entry(Code.InvalidArgument, "DEVELOPERS_UNSUPPORTED", "error.developer.add_user.failed"),
  pageInvalid: entry(Code.InvalidArgument, "INVALID_PAGE", "error.command.malformed"),
  notPermitted: entry(Code.PermissionDenied, "NOT_PERMITTED", "error.api.user.not.parent.org"),
  stepRefused: entry(Code.FailedPrecondition, "REFUSED", "error.internal.update_failed"),
} as const;

/** Name of an error of this interface. */
export type AdobeErrorName = keyof typeof adobeErrors;

function entry(code: Code, product: string, action: string): AdobeErrorEntry {
  return { code, product, action };
}

/** What the directory refuses, as this interface names it. */
const byDomainError: Partial<Record<ErrorName, AdobeErrorName>> = {
  projectNotFound: "productNotFound",
  projectRoleNotFound: "profileNotFound",
  groupNotFound: "groupNotFound",
  userGrantUserNotFound: "userNonexistent",
  projectMemberUserNotFound: "userNonexistent",
  groupUserNotFound: "userNonexistent",
  humanNotFound: "userNotFound",
  userNotFound: "userNotFound",
  groupFull: "groupFull",
  groupAlreadyExists: "userGroupExists",
  groupNameEmpty: "groupNameInvalid",
  userAlreadyExists: "userNameTaken",
  userNameDomainReserved: "userOfOtherOrg",
  userNameEmpty: "userNameInvalid",
  userNameBlank: "userNameInvalid",
  firstNameEmpty: "firstNameMissing",
  lastNameEmpty: "lastNameMissing",
  emailInvalid: "emailInvalid",
  permissionLacking: "notPermitted",
  permissionOfOtherObject: "notPermitted",
  permissionMissing: "notPermitted",
  userGrantNotPermitted: "notPermitted",
  textUnstorable: "bodyMalformed",
};

/** Something that this interface refuses. */
export class AdobeError extends Error {
  override readonly name = "AdobeError";
  readonly errorName: AdobeErrorName;
  /** The list or field that the value stands in; empty for none in particular. */
  readonly list: string;
  /** What it is about, as the request spelled it. */
  readonly value: string;

  constructor(
    errorName: AdobeErrorName,
    message: string,
    about: { readonly list?: string; readonly value?: string; readonly cause?: unknown } = {},
  ) {
    super(message, { cause: about.cause });
    this.errorName = errorName;
    this.list = about.list ?? "";
    this.value = about.value ?? "";
  }
}

/**
 * The error of this interface for whatever was thrown; `undefined` for what this interface has no name for, which goes
 * its way as every other face's: outages, and what nobody foresaw.
 */
export function findAdobeError(thrown: unknown): AdobeError | undefined {
  if (thrown instanceof AdobeError) return thrown;
  const domainError = findDomainError(thrown);
  const name = domainError && nameOf(domainError);
  return name && new AdobeError(name, domainError.text, { cause: domainError });
}

function nameOf({ errorName, kind }: DomainError): AdobeErrorName | undefined {
  if (kind === "unavailable" || kind === "unknown") return undefined;
  // Who has no role at all in the organization is nobody here: authentication's way, see the dialect.
  if (errorName === "membershipNotFound" || errorName === "orgUnknown") return undefined;
  return byDomainError[errorName] ?? "stepRefused";
}

/** The error as every protocol carries it. */
export function toConnectError(error: AdobeError, family: ErrorFamily): ConnectError {
  const { code, [family]: spelling } = adobeErrors[error.errorName];
  const detail = { desc: ErrorDetailSchema, value: { code: spelling, list: error.list, value: error.value } };
  return new ConnectError(error.message, code, undefined, [detail], error);
}
