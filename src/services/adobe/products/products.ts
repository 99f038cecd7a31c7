import type { ServiceImpl } from "@connectrpc/connect";
import type { ProductService } from "../../../../gen/adobe/usermanagement/v2/product_service_pb.ts";
import { callerOf } from "../../../auth/context.ts";
import type { Directory } from "../../../directory/directory.ts";
import { assertPermittedOn } from "../../../directory/permissions.ts";
import { toProducts, toProductWithPage } from "../convert/product.ts";
import { pageSizes } from "../limits.ts";
import { getProduct } from "../names/products.ts";
import { pageFromOne, toPaging } from "../paging.ts";

/** RPCs that read products. */
export const createProductRpcs = (directory: Directory) =>
  ({
    async listProducts(request, context) {
      const caller = callerOf(context);
      const page = pageFromOne(request.page, pageSizes.products);
      const { items, total } = await directory.projects.list(caller, { names: [], owners: [], page });
      return { products: await toProducts(directory, caller, items), paging: toPaging(page, total) };
    },
    async getProduct({ productId }, context) {
      const caller = callerOf(context);
      const product = await getProduct(directory, caller, productId);
      assertPermittedOn(caller.permissions, "project.read", [product.id]);
      return { product: (await toProducts(directory, caller, [product]))[0] };
    },
    async listProfiles({ productId, page: number }, context) {
      const caller = callerOf(context);
      const page = pageFromOne(number, pageSizes.products);
      const found = await getProduct(directory, caller, productId);
      assertPermittedOn(caller.permissions, "project.read", [found.id]);
      const { product, total } = await toProductWithPage(directory, caller, found, page);
      return { product, paging: toPaging(page, total) };
    },
  }) satisfies Partial<ServiceImpl<typeof ProductService>>;
