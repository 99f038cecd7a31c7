import {
  create,
  type DescMethod,
  type DescService,
  type JsonObject,
  type Message,
  type MessageInitShape,
} from "@bufbuild/protobuf";
import { Code, ConnectError } from "@connectrpc/connect";
import type { HttpRule } from "../../gen/google/api/http_pb.ts";
import { BookstoreService } from "../gen/transcoding/bookstore_pb.ts";
import { ExamplesService, StringsResponseSchema } from "../gen/transcoding/examples_pb.ts";
import { FieldsService } from "../gen/transcoding/fields_pb.ts";
import { LibraryService } from "../gen/transcoding/library_pb.ts";
import { ShelvesService } from "../gen/transcoding/shelves_pb.ts";
import { createHttpRule } from "./http-rules.ts";
import type { Vector } from "./vector.ts";

/** All services with messages for vectors. */
export const vectorServices: readonly DescService[] = [
  BookstoreService,
  ExamplesService,
  FieldsService,
  LibraryService,
  ShelvesService,
];

const { method: examples } = ExamplesService;
const { method: shelves } = ShelvesService;
const { method: library } = LibraryService;

const rpcsOfMessages: Readonly<Record<string, DescMethod>> = {
  "gw.Proto3Message": FieldsService.method.proto3Message,
  "gw.SimpleMessage": examples.echoSimple,
  "gw.ABitOfEverything": examples.echoEverything,
  "gw.NonStandardWithJSONNamesUpdateRequest": examples.updateNonStandard,
  "vg.ParameterValues": FieldsService.method.parameterValues,
  Shelf: BookstoreService.method.shelf,
  Book: BookstoreService.method.book,
  CreateShelfRequest: BookstoreService.method.createShelfRequest,
  CreateBookRequest: BookstoreService.method.createBookRequest,
  ListShelvesResponse: BookstoreService.method.listShelvesResponse,
  Weave: FieldsService.method.weave,
};

const rpcsOfVectors: Readonly<Record<string, DescMethod>> = {
  "gw-e2e-006": examples.echoSimple,
  "gw-e2e-011": examples.echoString,
  "gw-e2e-014": examples.getSameName,
  "gw-e2e-015": examples.getList,
  "gw-e2e-016": examples.getStrings,
  "gw-e2e-017": examples.getStrings,
  "gw-e2e-028": examples.echoEverything,
  "vg-e2e-001": library.listShelves,
  "vg-e2e-006": library.moveBooks,
  "vg-e2e-007": library.listCheckouts,
  "vg-e2e-008": library.getCheckout,
  "vg-e2e-011": library.download,
  "vg-rule-005": library.getBook,
  "an-e2e-001": examples.sayHello,
  "an-e2e-003": examples.sayHello,
  "an-e2e-004": examples.sayHello,
  "an-e2e-006": examples.sayHello,
};

/** The RPCs of the rules of a table, in their order. `undefined` for a rule that has no place here. */
const rpcsOfTables: Readonly<Record<string, readonly (DescMethod | undefined)[]>> = {
  "@vg-library": [
    library.getBook,
    library.createBook,
    library.listBooks,
    library.createShelf,
    library.listShelves,
    library.updateBook,
    library.deleteBook,
    library.searchBooks,
    library.moveBooks,
    library.checkoutBooks,
    library.returnBooks,
    library.getCheckout,
    library.listCheckouts,
    library.getPage,
    library.upload,
    library.download,
  ],
  "@ev-bookstore": [
    shelves.listShelves,
    shelves.createShelf,
    shelves.bulkCreateShelf,
    shelves.getShelf,
    shelves.listBooks,
    shelves.createBook,
    shelves.updateBook,
    shelves.deleteBook,
    shelves.getIndex,
    shelves.getIndexStream,
    // Its body is a path of two fields; a body is one field of the request (google/api/http.proto).
    undefined,
    shelves.wildcard,
    shelves.verb,
  ],
};

/** The RPC whose request is the message that a vector names. */
export function getRpcOfMessage(message: string | undefined): DescMethod {
  return required(rpcsOfMessages[message ?? ""], `no RPC for the message ${message}`);
}

/** The RPC that stands for the one of a vector with a rule of its own. */
export function getRpcOfVector(vector: Vector): DescMethod {
  return rpcsOfVectors[vector.id] ?? getRpcOfMessage(vector.message);
}

/** The rules of a table, each with the RPC it is for as its selector. */
export function listTableRules(name: string, rules: readonly JsonObject[]): HttpRule[] {
  const rpcs = required(rpcsOfTables[name], `no RPCs for ${name}`);
  if (rpcs.length !== rules.length) throw new Error(`${name} has ${rules.length} rules for ${rpcs.length} RPCs`);
  return rules.flatMap((rule, i) => {
    const rpc = rpcs[i];
    return rpc === undefined ? [] : [parseRule(rule, rpc)];
  });
}

/** A rule from its JSON, for one RPC if there is one. */
export function parseRule(rule: JsonObject, rpc?: DescMethod): HttpRule {
  return createHttpRule(rpc === undefined ? rule : { ...rule, selector: `${rpc.parent.typeName}.${rpc.name}` });
}

/** What the service behind a vector answers, or throws. */
export function answer(vector: Vector, rpc: DescMethod, request: Message): Message {
  const answerOne = answers[vector.id];
  return create(rpc.output, answerOne === undefined ? {} : answerOne(request));
}

const answers: Readonly<Record<string, (request: Message) => MessageInitShape<DescMethod["output"]>>> = {
  "gw-e2e-014": () => ({ responseBodyValue: "foo" }),
  "gw-e2e-015": () => ({ response: [{ data: "foo", type: 0 }] }),
  "gw-e2e-016": () => create(StringsResponseSchema, { values: ["hello", "foo"] }),
  "gw-e2e-028": () => notFound("not_exist"),
  "vg-e2e-007": () => ({ checkouts: [{ id: 123n, books: [{ name: "shelves/1/books/abc", parent: "shelves/1" }] }] }),
  "vg-err-006": () => {
    throw new Error("the service behind it is broken");
  },
  "ev-e2e-001": () => ({ id: 20n, theme: "Children" }),
  "ev-e2e-007": () => ({
    shelves: [
      { id: 20n, theme: "Children" },
      { id: 1n, theme: "Foo" },
    ],
  }),
  "ev-e2e-014": () => notFound("Shelf 100 Not Found"),
  "ev-e2e-015": () => notFound("Shelf 37 Not Found"),
  "an-e2e-004": () => {
    throw new Error("the handler is broken");
  },
};

function notFound(message: string): never {
  throw new ConnectError(message, Code.NotFound);
}

function required<T>(value: T | undefined, message: string): T {
  if (value === undefined) throw new Error(message);
  return value;
}
