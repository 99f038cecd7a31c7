import {
  type DescMessage,
  type DescMethod,
  type DescService,
  getOption,
  hasOption,
  isMessage,
  type Message,
  ScalarType,
} from "@bufbuild/protobuf";
import { reflect } from "@bufbuild/protobuf/reflect";
import { access } from "../../gen/roster/access/v1/access_pb.ts";
import { OrganizationSchema } from "../../gen/zitadel/object/v2/object_pb.ts";
import type { AccessRule } from "../auth/authorize.ts";
import { faceOf } from "../auth/face.ts";
import type { NamedOrg, ParseOrgName } from "../auth/organization.ts";

/** The access rule of an RPC, applied to one request. */
export type RuleOf = (method: DescMethod, message: Message | undefined) => AccessRule;

/** How texts name an organization in each face. Default: by its id. */
export type OrgNamesByFace = Readonly<Record<string, ParseOrgName>>;

const parseOrgId: ParseOrgName = (id) => ({ by: "id", id });

/**
 * The access rules of every RPC, read once from the `roster.access.v1.access` options.
 *
 * Throws, naming all of them, when RPCs have no rule, name a check field that is not a text field of their request, or
 * name an organization field that cannot be read before the caller is authorized: one that is neither a
 * `zitadel.object.v2.Organization` nor a text, that of a public RPC, or that of a stream.
 */
export function compileAccessRules(services: readonly DescService[], orgNamesByFace: OrgNamesByFace = {}): RuleOf {
  const problems: string[] = [];
  const rules = new Map<DescMethod, CompiledRule>();
  for (const method of services.flatMap((service) => service.methods)) {
    const compiled = compileRule(method, orgNamesByFace[faceOf(method.parent)] ?? parseOrgId);
    if (typeof compiled === "string") problems.push(`${method.parent.typeName}/${method.name} ${compiled}`);
    else rules.set(method, compiled);
  }
  if (problems.length > 0) throw new Error(`not every RPC has a usable access rule:\n  ${problems.join("\n  ")}`);
  return (method, message) => {
    const rule = rules.get(method);
    if (rule === undefined) throw new Error(`${method.name} is not a method of the services the rules were read from`);
    return rule(message);
  };
}

type CompiledRule = (message: Message | undefined) => AccessRule;

/** The rule, or what is wrong with it. */
function compileRule(method: DescMethod, parseOrgName: ParseOrgName): CompiledRule | string {
  if (!hasOption(method, access)) return "has no access option";
  const { rule, checkField, orgField } = getOption(method, access);
  const readOrg = orgField === "" ? () => undefined : compileOrgField(method, orgField, parseOrgName);
  if (readOrg === undefined) {
    return `is about the organization in ${orgField}, which is no zitadel.object.v2.Organization and no text of a single request`;
  }
  switch (rule.case) {
    case undefined:
      return "says neither public, authenticated nor permission";
    case "public":
      return orgField === "" ? () => ({ type: "public" }) : "is public and yet about an organization of the caller's";
    case "authenticated":
      return (message) => ({ type: "authenticated", namedOrg: message && readOrg(message) });
    case "permission": {
      const readField = checkField === "" ? () => undefined : compileField(method.input, checkField);
      if (readField === undefined) return `checks the field ${checkField}, which is no text field of its request`;
      const permission = rule.value;
      if (checkField === "" && orgField === "") {
        const plain: AccessRule = { type: "permission", permission, checkField: undefined, namedOrg: undefined };
        return () => plain;
      }
      return (message) => ({
        type: "permission",
        permission,
        checkField: message && readField(message),
        namedOrg: message && readOrg(message),
      });
    }
  }
}

function compileField(input: DescMessage, name: string): ((message: Message) => string | undefined) | undefined {
  const field = input.fields.find((candidate) => candidate.name === name);
  if (field?.fieldKind !== "scalar" || field.scalar !== ScalarType.STRING) return undefined;
  return (message) => {
    const value = reflect(input, message).get(field);
    return typeof value === "string" ? value : undefined;
  };
}

/** Reads the organization that a request names; an empty id, domain or text names none. */
function compileOrgField(
  { input, methodKind }: DescMethod,
  name: string,
  parseOrgName: ParseOrgName,
): ((message: Message) => NamedOrg | undefined) | undefined {
  if (methodKind !== "unary") return undefined;
  const readText = compileField(input, name);
  if (readText !== undefined) {
    return (message) => {
      const text = readText(message) ?? "";
      return text === "" ? undefined : parseOrgName(text);
    };
  }
  const field = input.fields.find((candidate) => candidate.name === name);
  if (field?.fieldKind !== "message") return undefined;
  if (field.message.typeName !== OrganizationSchema.typeName) return undefined;
  return (message) => {
    const request = reflect(input, message);
    if (!request.isSet(field)) return undefined;
    const { message: organization } = request.get(field);
    if (!isMessage(organization, OrganizationSchema) || organization.org.value === "") return undefined;
    switch (organization.org.case) {
      case "orgId":
        return { by: "id", id: organization.org.value };
      case "orgDomain":
        return { by: "domain", domain: organization.org.value };
      case undefined:
        return undefined;
    }
  };
}
