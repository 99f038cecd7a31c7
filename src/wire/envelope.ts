import { Code, ConnectError } from "@connectrpc/connect";

/** A message with the byte in front of it that says what is special about it. */
export interface Envelope {
  readonly isCompressed: boolean;
  readonly data: Buffer;
}

/** How long what stands in front of a message is. */
export const prefixBytes = 5;
const compressedFlag = 0b0000_0001;

/** gRPC-Web's mark for the last envelope of an answer, which holds the trailers. */
export const trailerFlag = 0b1000_0000;

/**
 * The one message of a unary call. The data is a view of the body.
 *
 * Throws `unimplemented` for no message or several, as gRPC's servers do, and `invalid_argument` for one that ends early
 * or has an unknown flag.
 */
export function parseEnvelope(body: Buffer): Envelope {
  if (body.length === 0) throw new ConnectError("A unary RPC takes one message, and there is none", Code.Unimplemented);
  if (body.length < prefixBytes) throw endsEarly();
  const flags = body.readUInt8(0);
  if (flags > compressedFlag) {
    throw new ConnectError(`The message has flags that a request cannot have: ${flags}`, Code.InvalidArgument);
  }
  const end = prefixBytes + body.readUInt32BE(1);
  if (body.length < end) throw endsEarly();
  if (body.length > end)
    throw new ConnectError("A unary RPC takes one message, and there is a second one", Code.Unimplemented);
  return { isCompressed: flags === compressedFlag, data: body.subarray(prefixBytes, end) };
}

/** The message behind its prefix, in one piece. */
export function createEnvelope(data: Uint8Array, flags: number): Buffer {
  const envelope = Buffer.allocUnsafe(prefixBytes + data.length);
  envelope.set(data, prefixBytes);
  return writePrefix(envelope, flags);
}

/** The prefix of the message that stands behind it already. */
export function writePrefix(envelope: Buffer, flags = 0): Buffer {
  envelope[0] = flags;
  envelope.writeUInt32BE(envelope.length - prefixBytes, 1);
  return envelope;
}

/** A compressed message to be sent. */
export const createCompressedEnvelope = (data: Uint8Array): Buffer => createEnvelope(data, compressedFlag);

const endsEarly = () => new ConnectError("The message ends early", Code.InvalidArgument);
