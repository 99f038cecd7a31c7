import {
  convertCodeToHttpStatus,
  createDialect,
  createXmlCodec,
  type Dialect,
  type RenderedError,
  type ResponseHead,
} from "../../transcoding/index.ts";
import { findLearnError, LearnError } from "./errors.ts";

const encoder = new TextEncoder();
const plainText = { "content-type": "text/plain; charset=utf-8" };
const empty: ResponseHead = { status: 200 };

/** Answers whose status is not 200; those with a body have a bare id, which clients take as the last word of the answer. */
const successes: Readonly<Record<string, ResponseHead>> = {
  CreateUser: { status: 201, headers: plainText },
  CreateGroup: { status: 201, headers: plainText },
  CreateOrganization: { status: 201, headers: plainText },
  AddGroupMember: { status: 201 },
  DeleteUser: { status: 204 },
  DeleteGroup: { status: 204 },
  RemoveGroupMember: { status: 204 },
};

/**
 * How this interface speaks HTTP: XML or nothing in answers, and the text of an error as plain text. The reason phrase
 * stays HTTP's own, as a text may hold what a caller sent. Request bodies are never read.
 */
export const createLearnDialect = (): Dialect =>
  createDialect({
    name: "ispring",
    codec: createXmlCodec(),
    renderSuccess: (method) => successes[method.name] ?? empty,
    renderError(error, { status, method }): RenderedError {
      // Errors of handlers are this interface's own; those of what comes before them are the directory's.
      const known = error.cause instanceof LearnError ? error.cause : findLearnError(error.cause);
      if (known !== undefined) return plain(convertCodeToHttpStatus(known.code), known.message);
      // Before a call reaches its handler it is refused for what it is made of.
      return plain(status, method !== undefined && status === 400 ? "Bad Request" : error.rawMessage);
    },
  });

const plain = (status: number, text: string): RenderedError => ({
  status,
  headers: plainText,
  body: encoder.encode(text),
});
