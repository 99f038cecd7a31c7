import type { DescField, DescMessage, MessageInitShape } from "@bufbuild/protobuf";
import { PagingSchema } from "../../../gen/adobe/usermanagement/v2/paging_pb.ts";
import type { Page } from "../../directory/model.ts";
import { AdobeError } from "./errors.ts";

/** A page of a list, as a request asks for it. */
export interface PageRequest extends Page {
  /** The page's number, as the request counts. */
  readonly number: number;
  /** What the first page's number is. */
  readonly first: 0 | 1;
}

/** A page that is counted from 0, as the Action API's reads do. Fails with `pageInvalid`. */
export const pageFromZero = (number: number, size: number): PageRequest => pageOf(number, 0, size);

/** A page that is counted from 1, as the endpoints on products do; 0 is the first one, too. Fails with `pageInvalid`. */
export const pageFromOne = (number: number, size: number): PageRequest => pageOf(number === 0 ? 1 : number, 1, size);

/** The first entry only: what counts is how many there are. */
export const justTotal: Page = { offset: 0, limit: 1 };

function pageOf(number: number, first: 0 | 1, size: number): PageRequest {
  if (number < first) {
    throw new AdobeError("pageInvalid", `there is no page ${number}`, { list: "page", value: String(number) });
  }
  return { number, first, offset: (number - first) * size, limit: size };
}

/** Where a page stands in a list of so many entries. */
export const toPaging = ({ number, limit }: PageRequest, total: number): MessageInitShape<typeof PagingSchema> => ({
  totalCount: total,
  pageCount: pageCountOf(total, limit),
  currentPage: number,
  pageSize: limit,
});

/** Whether no page follows, which is so of every page behind the end, too. */
export const isLastPage = ({ number, first, limit }: PageRequest, total: number): boolean =>
  number - first >= pageCountOf(total, limit) - 1;

/** Whether a response says if it is the last page. */
export const saysIfLastPage = ({ fields }: DescMessage): boolean => fields.some(({ name }) => name === "last_page");

/** The field of a response that says where its page stands. */
export const findPagingField = ({ fields }: DescMessage): DescField | undefined =>
  fields.find(({ message }) => message?.typeName === PagingSchema.typeName);

const pageCountOf = (total: number, size: number): number => Math.max(1, Math.ceil(total / size));
