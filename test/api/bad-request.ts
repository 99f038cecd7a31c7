import { create, toBinary } from "@bufbuild/protobuf";
import { UpdateHumanProfileRequestSchema } from "../../gen/zitadel/management/v1/human_pb.ts";
import type { RawRequest } from "../support/raw-http.ts";

/** What every bad request is made from. */
export interface Target {
  readonly token: string;
  readonly orgId: string;
  /** A human that a request would change, were it not bad. */
  readonly userId: string;
}

/** A request that must be refused, and how. */
export interface BadRequest {
  readonly name: string;
  readonly http: 1 | 2;
  readonly make: (target: Target) => RawRequest;
  readonly status: number;
  /** The code in the answer's own protocol. */
  readonly code: number | string;
}

/** The largest body that is read. */
export const maxBytes = 4 * 1024 * 1024;
/** The text in UTF-8. */
export const bytes = (text: string): Uint8Array => Buffer.from(text);

/** A change of the profile that would be fine. */
export const profile = { firstName: "Zara", lastName: "Zebra", displayName: "Zara Z." };
/** The change as JSON. */
export const goodJson = ({ userId }: Target) => bytes(JSON.stringify({ userId, ...profile }));
/** The change as protobuf. */
export const goodProto = ({ userId }: Target) =>
  toBinary(UpdateHumanProfileRequestSchema, create(UpdateHumanProfileRequestSchema, { userId, ...profile }));

/** The same with one byte of a text made invalid UTF-8. */
export function breakUtf8(good: Uint8Array): Uint8Array {
  const broken = Buffer.from(good);
  broken[broken.indexOf("Zebra")] = 0xff;
  return broken;
}

/** The headers that let a request in. */
export const access = ({ token, orgId }: Target): readonly (readonly [string, string])[] => [
  ["authorization", `Bearer ${token}`],
  ["x-zitadel-orgid", orgId],
];

/** Makes a body. */
export type Body = (target: Target) => Uint8Array;

/** A body over the limit, by one byte. */
export const tooLarge: Body = () => Buffer.alloc(maxBytes + 1, "x");

/** The content type of JSON. */
export const json = "application/json";
