import type { DescMessage, Message } from "@bufbuild/protobuf";
import { type Path, pathToString } from "@bufbuild/protobuf/reflect";
import type { Validator, Violation } from "@bufbuild/protovalidate";
import { Code, ConnectError, type Interceptor } from "@connectrpc/connect";
import { BadRequestSchema } from "../../gen/google/rpc/error_details_pb.ts";
import { isSurelyValid } from "./plain-rules.ts";
import { findRecursiveMessages } from "./recursive-messages.ts";
import { loadedValidator, loadValidator } from "./validator.ts";
import { whenKnown } from "./when-known.ts";

/**
 * Refuses requests that break the `buf.validate` rules of their proto, with `invalid_argument`: the message names the
 * first violation as ZITADEL words it, `google.rpc.BadRequest` carries up to 25 of them.
 *
 * A request that surely breaks none goes on at once; protovalidate, which costs far more, judges all others.
 */
export function createValidationInterceptor(): Interceptor {
  return (next) =>
    // Not async: an await on every call would buy nothing.
    function validation(request) {
      if (!request.stream && isSurelyValid(request.method.input, request.message)) return next(request);
      return whenKnown(loadedValidator() ?? loadValidator(), (validator) => {
        if (!request.stream) {
          assertValid(validator, request.method.input, request.message);
          return next(request);
        }
        return next({ ...request, message: assertEachValid(validator, request.method.input, request.message) });
      });
    };
}

/** A status travels in a header, and clients stop reading headers at 8 KiB. */
const maxViolations = 25;

function assertValid(validator: Validator, schema: DescMessage, message: Message): void {
  const refusal = refuseViolations(validator, schema, message);
  if (refusal !== undefined) throw refusal;
}

/** What a message is refused with; `undefined` when it breaks no rule. */
export function refuseViolations(
  validator: Validator,
  schema: DescMessage,
  message: Message,
): ConnectError | undefined {
  const violations = listViolations(validator, schema, message);
  const [first] = violations;
  if (first === undefined) return undefined;
  const fieldViolations = violations.slice(0, maxViolations).map((violation) => ({
    field: pathToString(violation.field),
    description: violation.message,
    reason: violation.ruleId,
  }));
  return new ConnectError(describeViolation(schema, first), Code.InvalidArgument, undefined, [
    { desc: BadRequestSchema, value: { fieldViolations } },
  ]);
}

/** What a violation says: of the message that is judged, also when it was found in one within. */
type BrokenRule = Pick<Violation, "field" | "message" | "ruleId">;

function listViolations(validator: Validator, schema: DescMessage, message: Message): readonly BrokenRule[] {
  const violations = judge(validator, schema, message);
  if (violations.length > 0) return violations;
  // protovalidate 1.3 looks at no rule of a message that is within one of its own type, such as a query in a "not".
  for (const nested of findRecursiveMessages(schema, message)) {
    if (isSurelyValid(nested.desc, nested.message)) continue;
    const inner = judge(validator, nested.desc, nested.message);
    const outward = ({ field, message, ruleId }: BrokenRule) => ({
      field: [...nested.path, ...field],
      message,
      ruleId,
    });
    if (inner.length > 0) return inner.map(outward);
  }
  return [];
}

function judge(validator: Validator, schema: DescMessage, message: Message): readonly BrokenRule[] {
  const result = validator.validate(schema, message);
  // The rules themselves are at fault, not the request.
  if (result.kind === "error") throw result.error;
  return result.kind === "valid" ? [] : result.violations;
}

async function* assertEachValid<M extends Message>(
  validator: Validator,
  schema: DescMessage,
  messages: AsyncIterable<M>,
) {
  for await (const message of messages) {
    if (!isSurelyValid(schema, message)) assertValid(validator, schema, message);
    yield message;
  }
}

/**
 * The violation as clients of ZITADEL know it: `invalid Message.Field: reason`, and for a field of a nested message
 * `invalid Outer.Field: embedded message failed validation | caused by: invalid Outer_Inner.Field: reason`.
 */
function describeViolation(schema: DescMessage, violation: BrokenRule): string {
  const steps = toSteps(schema, violation.field);
  return steps
    .map(({ message, field }, index) => {
      const reason = index === steps.length - 1 ? violation.message : "embedded message failed validation";
      return `invalid ${message}.${field}: ${reason}`;
    })
    .join(" | caused by: ");
}

/** A path as one step per message it passes: the message's name and the field in it, with its index if it is a list. */
function toSteps(schema: DescMessage, path: Path): readonly { readonly message: string; readonly field: string }[] {
  const steps: { message: string; field: string }[] = [];
  let current = schema;
  for (const part of path) {
    const last = steps.at(-1);
    switch (part.kind) {
      case "field":
        steps.push({ message: goMessageName(current), field: upperCamel(part.name) });
        if (part.message !== undefined) current = part.message;
        break;
      case "oneof":
        steps.push({ message: goMessageName(current), field: upperCamel(part.name) });
        break;
      case "list_sub":
        if (last !== undefined) last.field += `[${part.index}]`;
        break;
      case "map_sub":
        if (last !== undefined) last.field += `[${String(part.key)}]`;
        break;
      case "extension":
        break;
    }
  }
  return steps.length > 0 ? steps : [{ message: goMessageName(schema), field: "" }];
}

/** `AddHumanUserRequest_Profile` for a message nested in another: the spelling of ZITADEL's own implementation. */
const goMessageName = (message: DescMessage): string =>
  message.parent === undefined ? message.name : `${goMessageName(message.parent)}_${message.name}`;

const upperCamel = (name: string): string =>
  name.replace(/(?:^|_)([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
