import type { DescMethod, DescService } from "@bufbuild/protobuf";
import { type ConnectRouter, createServiceImplSpec, type MethodImplSpec, type ServiceImpl } from "@connectrpc/connect";
import type { TranscoderService } from "../transcoding/index.ts";

/** A service with its implementation: Connect's types, which every road to it shares. */
export interface ServedService {
  readonly service: DescService;
  /** How its JSON routes are answered. */
  readonly routes: TranscoderService;
  /** Adds the service to Connect's own router, for what that serves. */
  addTo(router: ConnectRouter): void;
  /** The implementations of its RPCs. */
  readonly methods: ReadonlyMap<DescMethod, MethodImplSpec>;
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
  // ServiceImpl<Service> is a Partial of itself, which the compiler cannot see for a type parameter.
  const partial = implementation as Partial<ServiceImpl<Service>>;
  const specs = Object.values(createServiceImplSpec(service, partial).methods);
  return {
    service,
    routes: { service, ...routes },
    addTo: (router) => {
      router.service(service, partial);
    },
    methods: new Map(specs.map((spec) => [spec.method, spec])),
  };
}
