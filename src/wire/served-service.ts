import type { DescService } from "@bufbuild/protobuf";
import type { ConnectRouter, ServiceImpl } from "@connectrpc/connect";
import type { TranscoderService } from "../transcoding/index.ts";

/** A service with its implementation: Connect's types, which every road to it shares. */
export interface ServedService {
  readonly service: DescService;
  /** How its JSON routes are answered. */
  readonly routes: TranscoderService;
  /** Registers the service with its implementation. */
  addTo(router: ConnectRouter): void;
}

/**
 * Ties a service to its implementation; the types make sure that they fit.
 *
 * @param routes How the service's JSON differs from the transcoder's defaults: the dialect of its face. Default: in nothing.
 */
export function serve<Service extends DescService>(
  service: Service,
  implementation: ServiceImpl<Service>,
  routes: Omit<TranscoderService, "service"> = {},
): ServedService {
  return {
    service,
    routes: { service, ...routes },
    addTo(router) {
      // ServiceImpl<Service> is a Partial of itself, which the compiler cannot see for a type parameter.
      router.service(service, implementation as Partial<ServiceImpl<Service>>);
    },
  };
}
