import process from "node:process";
import {
  type DescMethodUnary,
  fromBinary,
  type MessageInitShape,
  type MessageShape,
  toBinary,
} from "@bufbuild/protobuf";
import { createContextValues, type Interceptor, type UnaryRequest, type UnaryResponse } from "@connectrpc/connect";
import {
  type handleUnaryCall,
  type Metadata,
  Server,
  ServerCredentials,
  type ServiceDefinition,
  status,
} from "@grpc/grpc-js";
import { answerAtOnce, updateHumanProfile, updateHumanProfilePath } from "../corpus.ts";
import { createBenchChain } from "./chain.ts";
import { announce, localUrl } from "./program.ts";

// grpc-js with protobuf-es as its codec: `chain` puts Roster's interceptors around the handler.
const { input, output } = updateHumanProfile;
type Input = MessageShape<typeof input>;
type Output = MessageShape<typeof output>;

const definition = {
  updateHumanProfile: {
    path: updateHumanProfilePath,
    requestStream: false,
    responseStream: false,
    requestSerialize: (message: Input) => Buffer.from(toBinary(input, message)),
    requestDeserialize: (bytes: Buffer) => fromBinary(input, bytes),
    responseSerialize: (message: Output) => Buffer.from(toBinary(output, message)),
    responseDeserialize: (bytes: Buffer) => fromBinary(output, bytes),
  },
} satisfies ServiceDefinition;

const chain = process.argv[2] === "chain" ? await createBenchChain() : undefined;
const call = withInterceptors(updateHumanProfile, chain?.interceptors ?? [], () => answerAtOnce);

const plain: handleUnaryCall<Input, Output> = (_call, answer) => answer(null, answerAtOnce);
const chained: handleUnaryCall<Input, Output> = ({ request, metadata }, answer) => {
  call(request, metadata).then(
    (message) => answer(null, message),
    (error: unknown) => answer({ code: status.UNKNOWN, details: String(error) }),
  );
};

const server = new Server();
server.addService(definition, { updateHumanProfile: chain === undefined ? plain : chained });
server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, port) => {
  if (error !== null) throw error;
  announce(localUrl(port), { orgId: chain?.orgId ?? "" });
});

/** The handler inside Connect's interceptors, called with what grpc-js hands over. */
function withInterceptors(
  method: DescMethodUnary<typeof input, typeof output>,
  interceptors: readonly Interceptor[],
  handle: (message: Input) => Output,
): (message: Input, metadata: Metadata) => Promise<MessageInitShape<typeof output> & Output> {
  const innermost = async (request: UnaryRequest): Promise<UnaryResponse> => ({
    stream: false,
    service: method.parent,
    method,
    header: new Headers(),
    trailer: new Headers(),
    // The interceptors pass the request on as it came in.
    message: handle(request.message as Input),
  });
  // Connect types an interceptor's functions for streams too; none is sent here.
  const outermost = interceptors.reduceRight<ReturnType<Interceptor>>(
    (next, interceptor) => interceptor(next),
    innermost as ReturnType<Interceptor>,
  );
  return async (message, metadata) => {
    const header = new Headers();
    for (const [name, value] of Object.entries(metadata.getMap())) header.set(name, value.toString());
    const response = await outermost({
      stream: false,
      service: method.parent,
      method,
      requestMethod: "POST",
      url: updateHumanProfilePath,
      signal: new AbortController().signal,
      header,
      contextValues: createContextValues(),
      message,
    });
    return response.message as Output;
  };
}
