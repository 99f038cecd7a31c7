import type { MessageInitShape, MessageShape } from "@bufbuild/protobuf";
import type { SearchQuerySchema } from "../../gen/zitadel/user/v1/user_pb.ts";

type Init = Exclude<MessageInitShape<typeof SearchQuerySchema>, MessageShape<typeof SearchQuerySchema>>;

/** A condition of ListUsers, as a request states it. */
export type Query = NonNullable<Init["query"]>;
