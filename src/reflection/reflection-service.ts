import type { DescFile } from "@bufbuild/protobuf";
import { Code, ConnectError, type HandlerContext } from "@connectrpc/connect";
import { createDescribedFiles, type DescribedFiles, encodeFile, withDependencies } from "./described-files.ts";
import { untilAborted } from "./until-aborted.ts";

/** What there is to be described. */
export interface Described {
  /** The names of all services. */
  readonly serviceNames: readonly string[];
  /** The files of the services, and of what answers carry without saying so in their files, such as error details. */
  readonly files: readonly DescFile[];
}

/** A request of grpc.reflection.v1 or v1alpha, whose messages are the same but for their names. */
interface ReflectionRequest {
  readonly host: string;
  readonly messageRequest: Question;
}

type Question =
  | { case: "fileByFilename" | "fileContainingSymbol" | "allExtensionNumbersOfType" | "listServices"; value: string }
  | { case: "fileContainingExtension"; value: { readonly containingType: string; readonly extensionNumber: number } }
  | { case: undefined; value?: undefined };

/**
 * gRPC's server reflection protocol, for both of its versions: files come with all that they import, what is not there is
 * answered with `NOT_FOUND`, and a request without a question ends the stream with `invalid_argument`.
 *
 * @param describe Asked at the first request.
 */
export function createReflection(describe: () => Promise<Described>) {
  let describing: Promise<{ serviceNames: readonly string[]; files: DescribedFiles }> | undefined;
  const load = async () => {
    const { serviceNames, files } = await describe();
    return { serviceNames, files: createDescribedFiles(files) };
  };
  return {
    async *serverReflectionInfo<Request extends ReflectionRequest>(
      requests: AsyncIterable<Request>,
      { signal }: Pick<HandlerContext, "signal">,
    ) {
      for await (const request of untilAborted(requests, signal)) {
        describing ??= load();
        const { serviceNames, files } = await describing;
        const messageResponse = answer(request.messageRequest, serviceNames, files);
        yield { validHost: request.host, originalRequest: request, messageResponse };
      }
    },
  };
}

function answer(question: Question, serviceNames: readonly string[], files: DescribedFiles) {
  switch (question.case) {
    case "fileByFilename":
      return answerFile(files.findByName(question.value), `file ${question.value}`);
    case "fileContainingSymbol":
      return answerFile(files.findBySymbol(question.value), `symbol ${question.value}`);
    case "fileContainingExtension": {
      const { containingType, extensionNumber } = question.value;
      const file = files.findByExtension(containingType, extensionNumber);
      return answerFile(file, `extension of ${containingType} with the number ${extensionNumber}`);
    }
    case "allExtensionNumbersOfType": {
      const numbers = files.listExtensionNumbers(question.value);
      if (numbers === undefined) return notFound(`message ${question.value}`);
      const value = { baseTypeName: question.value, extensionNumber: [...numbers] };
      return { case: "allExtensionNumbersResponse", value } as const;
    }
    case "listServices":
      return { case: "listServicesResponse", value: { service: serviceNames.map((name) => ({ name })) } } as const;
    case undefined:
      throw new ConnectError("The request asks for nothing: set one field of message_request", Code.InvalidArgument);
  }
}

function answerFile(file: DescFile | undefined, what: string) {
  if (file === undefined) return notFound(what);
  return {
    case: "fileDescriptorResponse",
    value: { fileDescriptorProto: withDependencies([file]).map(encodeFile) },
  } as const;
}

const notFound = (what: string) =>
  ({
    case: "errorResponse",
    value: { errorCode: Code.NotFound, errorMessage: `There is no ${what} on this server` },
  }) as const;
