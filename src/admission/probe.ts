/** What is asked of an RPC, to know whether it looks after the server. */
interface RpcName {
  readonly name: string;
  readonly parent: { readonly typeName: string };
}

/**
 * Whether an RPC is how others look after the server: gRPC's own services (health, reflection, channelz) and ZITADEL's
 * `Healthz`. They are never refused, or a server with much to do would be taken for one that is dead, and restarted.
 */
export const isProbe = ({ name, parent }: RpcName): boolean =>
  parent.typeName.startsWith("grpc.") || name === "Healthz";
