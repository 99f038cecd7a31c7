import { readFileSync } from "node:fs";

/** The tests' own certificate (test/tls), which signs itself. */
const certificate = readFileSync(new URL("../../tls/localhost.cert.pem", import.meta.url));

/** What a client of Node's TLS must be told to trust a server at this URL; nothing, when that is not TLS. */
export const trustOf = (baseUrl: string): { readonly ca?: Buffer } =>
  new URL(baseUrl).protocol === "https:" ? { ca: certificate } : {};
