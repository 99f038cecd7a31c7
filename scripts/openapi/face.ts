import type { DescMessage, DescMethod, JsonObject, JsonValue } from "@bufbuild/protobuf";
import type { ErrorName } from "../../src/directory/errors.ts";
import type { FaceName } from "../../src/faces/index.ts";
import type { TranscoderService } from "../../src/transcoding/index.ts";
import type { JsonStyle, Schema } from "./schema.ts";

/** What a document says of a face that the descriptors do not. */
export interface DocumentedFace {
  readonly name: FaceName;
  readonly title: string;
  /** Markdown. */
  readonly description: string;
  /** Its services with their dialects, as the face itself serves them. */
  readonly services: readonly TranscoderService[];
  styleOf(method: DescMethod): JsonStyle;
  readonly login: DocumentedLogin;
  /** Parameters of every call but public ones. */
  readonly parameters: readonly JsonObject[];
  /** The RPCs whose calls are limited. */
  readonly limited: ReadonlySet<DescMethod>;
  readonly errors: DocumentedErrors;
  /** Examples of requests by the name of the RPC, in place of those that are made. */
  readonly examples?: Readonly<Record<string, JsonValue>>;
}

/** How callers show who they are. */
export interface DocumentedLogin {
  /** Security schemes by name. All of them are sent together. */
  readonly schemes: Readonly<Record<string, JsonObject>>;
  /** A scheme that callers of some public RPCs may use. */
  readonly optional?: { readonly name: string; readonly scheme: JsonObject; readonly rpcs: readonly string[] };
}

/** How the face shows errors. */
export interface DocumentedErrors {
  /** Errors about who the caller is. */
  readonly logins: readonly ErrorName[];
  /** Further errors of single RPCs. */
  samplesOf?(method: DescMethod): readonly ErrorName[];
  /** Statuses whose answers differ from RPC to RPC. */
  readonly ownStatuses?: ReadonlySet<string>;
  /** Name of the schema of errors with this status, which is `default` for those that have none of their own. */
  schemaOf(method: DescMethod, status: string): string;
  /** Those schemas by name. The function makes one of a detail's message. */
  schemas(detailOf: (desc: DescMessage) => Schema): Readonly<Record<string, Schema>>;
}
