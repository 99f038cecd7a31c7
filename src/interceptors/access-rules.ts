import {
  type DescMessage,
  type DescMethod,
  type DescService,
  getOption,
  hasOption,
  type Message,
} from "@bufbuild/protobuf";
import { reflect } from "@bufbuild/protobuf/reflect";
import { access } from "../../gen/roster/access/v1/access_pb.ts";
import type { AccessRule } from "../auth/authorize.ts";

/** The access rule of an RPC, applied to one request. */
export type RuleOf = (method: DescMethod, message: Message | undefined) => AccessRule;

/**
 * The access rules of every RPC, read once from the `roster.access.v1.access` options.
 *
 * Throws, naming all of them, when RPCs have no rule or name a check field that is not a text field of their request.
 */
export function compileAccessRules(services: readonly DescService[]): RuleOf {
  const problems: string[] = [];
  const rules = new Map<DescMethod, CompiledRule>();
  for (const method of services.flatMap((service) => service.methods)) {
    const compiled = compileRule(method);
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
function compileRule(method: DescMethod): CompiledRule | string {
  if (!hasOption(method, access)) return "has no access option";
  const { rule, checkField } = getOption(method, access);
  switch (rule.case) {
    case undefined:
      return "says neither public, authenticated nor permission";
    case "public":
    case "authenticated": {
      const constant = { type: rule.case } as const;
      return () => constant;
    }
    case "permission": {
      const readField = checkField === "" ? () => undefined : compileField(method.input, checkField);
      if (readField === undefined) return `checks the field ${checkField}, which is no text field of its request`;
      const permission = rule.value;
      return (message) => ({
        type: "permission",
        permission,
        checkField: message === undefined ? undefined : readField(message),
      });
    }
  }
}

function compileField(input: DescMessage, name: string): ((message: Message) => string | undefined) | undefined {
  const field = input.fields.find((candidate) => candidate.name === name);
  if (field?.fieldKind !== "scalar") return undefined;
  return (message) => {
    const value = reflect(input, message).get(field);
    return typeof value === "string" ? value : undefined;
  };
}
