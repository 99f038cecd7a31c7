import { create, fromJson, type JsonObject, type JsonValue } from "@bufbuild/protobuf";
import type { ConnectError } from "@connectrpc/connect";
import {
  type Command,
  CommandSchema,
  type Step,
  StepSchema,
  UnreadableSchema,
} from "../../../gen/adobe/usermanagement/v2/command_pb.ts";
import { RunCommandsRequestSchema } from "../../../gen/adobe/usermanagement/v2/user_management_service_pb.ts";
import type { BodyCodec, BodyReader } from "../../transcoding/index.ts";
import { AdobeError, type AdobeErrorName, adobeErrors, toConnectError } from "./errors.ts";
import { decodeJson, isObject } from "./json.ts";

const readOptions = { recursionLimit: 20 };
const stepNames: ReadonlySet<string> = new Set(
  StepSchema.fields.map(({ jsonName }) => jsonName).filter((name) => name !== "unreadable"),
);
const commandKeys: ReadonlySet<string> = new Set(
  CommandSchema.fields.map(({ jsonName }) => jsonName).filter((name) => name !== "unreadable"),
);

/**
 * A reader for a list of commands. A body that is no list is refused; a command or a step that does not fit is read as
 * one that says so, and fails alone when it is its turn.
 */
export function createCommandReader(json: BodyCodec): BodyReader {
  const check = json.createReader(RunCommandsRequestSchema, RunCommandsRequestSchema.field.commands);
  return function readCommands(body) {
    const value = decodeJson(body);
    if (value === undefined) {
      // Fails, and says where the JSON ends to be JSON.
      check(body);
      throw refuse("the body is not JSON in UTF-8");
    }
    if (!Array.isArray(value)) throw refuse("the body is a list of commands, in square brackets");
    return create(RunCommandsRequestSchema, { commands: value.map(readCommand) });
  };
}

const refuse = (message: string): ConnectError => toConnectError(new AdobeError("bodyMalformed", message), "action");

function readCommand(value: JsonValue): Command {
  if (!isObject(value)) return unreadableCommand({}, "bodyMalformed", "a command is an object");
  const { do: steps, ...head } = value;
  const unknown = Object.keys(head).find((key) => !commandKeys.has(key));
  if (unknown !== undefined) return unreadableCommand(head, "bodyMalformed", `${unknown} is no key of a command`);
  if (steps !== undefined && !Array.isArray(steps)) {
    return unreadableCommand(head, "stepsMalformed", "do is a list of steps");
  }
  try {
    const command = fromJson(CommandSchema, head, readOptions);
    return create(CommandSchema, { ...command, steps: (steps ?? []).map(readStep) });
  } catch {
    const message = "a command has one of user and usergroup, as a text; requestID and domain are texts, too";
    return unreadableCommand(head, "bodyMalformed", message);
  }
}

/** A command of which only what names it in answers could be read. */
function unreadableCommand(head: JsonObject, error: AdobeErrorName, message: string): Command {
  const { user, usergroup, requestID } = head;
  const root =
    typeof user === "string"
      ? ({ case: "user", value: user } as const)
      : typeof usergroup === "string"
        ? ({ case: "usergroup", value: usergroup } as const)
        : { case: undefined };
  const requestId = typeof requestID === "string" ? requestID : "";
  return create(CommandSchema, { root, requestId, unreadable: { code: adobeErrors[error].action, message } });
}

function readStep(value: JsonValue): Step {
  if (!isObject(value)) return unreadableStep("stepsMalformed", "a step is an object with one key");
  const [name, ...others] = Object.keys(value);
  if (name === undefined || others.length > 0) return unreadableStep("stepsMalformed", "a step has exactly one key");
  if (!stepNames.has(name)) return unreadableStep("stepUnknown", `${name} is no step`);
  const content = value[name];
  const isAll = name === "remove" && content === "all";
  try {
    return fromJson(StepSchema, { [name]: isAll ? { all: true } : (content ?? {}) }, readOptions);
  } catch (error) {
    return unreadableStep("stepsMalformed", `${name}: ${describe(error)}`);
  }
}

const unreadableStep = (error: AdobeErrorName, message: string): Step =>
  create(StepSchema, {
    step: { case: "unreadable", value: create(UnreadableSchema, { code: adobeErrors[error].action, message }) },
  });

/** What protobuf says of a value that does not fit, without the names of its types. */
const describe = (error: unknown): string =>
  error instanceof Error ? error.message.replace(/adobe\.usermanagement\.v2\.\w+\.?/g, "").trim() : "does not fit";
