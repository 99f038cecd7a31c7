import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { exportJWK, generateKeyPair, type JWK, type JWTPayload, SignJWT } from "jose";

/** A login server in this process, with discovery and keys as real ones have them. */
export interface TokenIssuer {
  /** Its address, which its tokens have as `iss`. */
  readonly url: string;
  /** The paths it was asked for, in order. */
  readonly requests: readonly string[];
  /** A token with these claims, for five minutes unless they say otherwise, signed with the present key. */
  sign(claims: JWTPayload, header?: { readonly kid?: string }): Promise<string>;
  /** Signs with a new key from now on, and publishes that one alone. */
  rotate(): Promise<void>;
  /** Answers everything with an error until it is called again with false. */
  setBroken(isBroken: boolean): void;
  close(): Promise<void>;
}

/** What the tokens are for: the `--jwt-audience` of servers under test. */
export const tokenAudience = "roster-under-test";

/** Starts an issuer on a free port. */
export async function startTokenIssuer(): Promise<TokenIssuer> {
  const requests: string[] = [];
  let generation = 0;
  let isBroken = false;
  let pair = await generateKeyPair("ES256");
  const keyId = () => `key-${generation}`;
  const publicKey = async (): Promise<JWK> => ({ ...(await exportJWK(pair.publicKey)), kid: keyId(), alg: "ES256" });
  const server = createServer(async (request, response) => {
    requests.push(request.url ?? "");
    // No connection is kept: tests count those that are left.
    response.setHeader("connection", "close");
    if (isBroken) return response.writeHead(503).end("down for maintenance");
    if (request.url === "/keys") return response.end(JSON.stringify({ keys: [await publicKey()] }));
    return response.end(JSON.stringify({ issuer: url, jwks_uri: `${url}/keys` }));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  // A TCP server's address is an object.
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    requests,
    sign: (claims, header = {}) =>
      new SignJWT({ iss: url, aud: tokenAudience, exp: Math.floor(Date.now() / 1000) + 300, ...claims })
        .setProtectedHeader({ alg: "ES256", kid: keyId(), ...header })
        .sign(pair.privateKey),
    async rotate() {
      pair = await generateKeyPair("ES256");
      generation += 1;
    },
    setBroken(value) {
      isBroken = value;
    },
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

/** The arguments that make a server accept its tokens. */
export const issuerFlags = ({ url }: TokenIssuer): readonly string[] => [
  ...["--jwt-issuer", url],
  ...["--jwt-audience", tokenAudience],
];
