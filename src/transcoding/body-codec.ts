import type { DescField, DescMessage, Message } from "@bufbuild/protobuf";
import type { ContentType } from "./content-type.ts";

/** Makes a message from the bytes of a request body. */
export type BodyReader = (body: Uint8Array) => Message;

/** Makes the bytes of a response body from a message. */
export type BodyWriter = (message: Message) => Uint8Array;

/**
 * A body format.
 *
 * A codec is asked once per route, at start, for a reader and a writer; it does there what does not depend on a request.
 * A codec for `google.api.HttpBody`, whose bytes are the body, would be one that looks at the descriptor it is given.
 */
export interface BodyCodec {
  /** The `Content-Type` of what the writers make. */
  readonly contentType: string;
  /** The `Accept` header of a 415 answer: what the readers read. */
  readonly accept: string;
  /** Whether the readers read bodies of this type. A body without a content type is always given to them. */
  isReadable(type: ContentType): boolean;
  /**
   * A reader for requests.
   *
   * - It gets bodies that are not empty; an empty body is the empty message.
   * - With a field, the body is the value of that field alone.
   * - It must throw a ConnectError with InvalidArgument for a body it cannot read, with a text made for the caller.
   */
  createReader(input: DescMessage, field: DescField | undefined): BodyReader;
  /** A writer for responses. With a field, the body is the value of that field alone. */
  createWriter(output: DescMessage, field: DescField | undefined): BodyWriter;
}
