import type { DescMessage, DescMethodUnary, MessageInitShape, MessageShape } from "@bufbuild/protobuf";
import type { Code } from "@connectrpc/connect";

/** Who calls, and what else goes into the request's headers. */
export interface CallOptions {
  /** Personal access token, sent as `authorization: Bearer TOKEN`. */
  readonly token?: string | undefined;
  /** Sent as `x-zitadel-orgid`. */
  readonly orgId?: string | undefined;
  /** Id or login name of the machine that calls, sent as `x-api-key`. */
  readonly apiKey?: string | undefined;
  /** Further headers; they win over those above. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
}

/** What is said of a wrong password. */
export interface CredentialsDetail {
  readonly id: string;
  readonly message: string;
  readonly failedAttempts: number;
}

/** An error in the one shape that cases compare, whatever protocol carried it. */
export interface CallError {
  readonly code: Code;
  readonly message: string;
  /** The `zitadel.v1.ErrorDetail`, if there is one. */
  readonly detail: { readonly id: string; readonly message: string } | undefined;
  /** The `zitadel.v1.CredentialsCheckError`, if there is one. */
  readonly credentials: CredentialsDetail | undefined;
  /** The violations of a `google.rpc.BadRequest`, if there is one. */
  readonly violations: readonly { readonly field: string; readonly description: string }[];
  readonly headers: Headers;
}

/** What a call came to: a message or an error, each with the answer's headers. */
export type CallResult<Output> =
  | { readonly ok: Output; readonly error?: undefined; readonly headers: Headers }
  | { readonly ok?: undefined; readonly error: CallError; readonly headers: Headers };

/** One way to call the server. Cases know nothing else of a protocol. */
export interface Client {
  readonly name: ClientName;
  /** Makes a call. Rejects only when the answer breaks the protocol's own rules or never comes. */
  call<Input extends DescMessage, Output extends DescMessage>(
    method: DescMethodUnary<Input, Output>,
    message: MessageInitShape<Input>,
    options?: CallOptions,
  ): Promise<CallResult<MessageShape<Output>>>;
  /** Closes its connections. */
  close(): void;
}

/** The detail without what only messages have. */
export const toCredentialsDetail = ({ id, message, failedAttempts }: CredentialsDetail): CredentialsDetail => ({
  id,
  message,
  failedAttempts,
});

/** The clients of the matrix. */
export const clientNames = ["grpc-js", "connect-grpc", "connect-grpc-web", "connect-json", "rest"] as const;

/** Name of a client of the matrix. */
export type ClientName = (typeof clientNames)[number];

/** The request headers that call options stand for. */
export const headersOf = ({ token, orgId, apiKey, headers }: CallOptions): Readonly<Record<string, string>> => ({
  ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
  ...(orgId === undefined ? {} : { "x-zitadel-orgid": orgId }),
  ...(apiKey === undefined ? {} : { "x-api-key": apiKey }),
  ...headers,
});
