import { createPrivateKey, X509Certificate } from "node:crypto";
import { readFile } from "node:fs/promises";
import { createServer } from "node:net";
import type { Config } from "../../config.ts";
import { describeCertificate } from "./certificate.ts";
import { type Check, type Finding, failed, ok, skipped } from "./check.ts";

/** The port that a server would listen on, and its certificate. */
export const createPortChecks = (config: Config): readonly Check[] => [
  { name: "port", run: () => checkPort(config) },
  { name: "certificate", run: () => checkCertificate(config) },
];

async function checkPort({ host, port, tlsCert }: Config): Promise<Finding> {
  if (port === 0) return ok("Any free one is taken");
  const code = await tryPort(host, port);
  const where = `${host}:${port}`;
  switch (code) {
    case undefined:
      return ok(`${where} is free`);
    case "EADDRINUSE":
      return (await isRoster(host, port, tlsCert !== undefined))
        ? ok(`A Roster listens on ${where}`)
        : failed(`Another program listens on ${where}`, "stop it, or take another port with --port");
    case "EACCES":
      return failed(
        `This user may not listen on ${where}`,
        "take a port above 1023 with --port, and let a proxy listen on the other",
      );
    case "EADDRNOTAVAIL":
    case "ENOTFOUND":
      return failed(`This machine has no address ${host}`, "correct --host; 0.0.0.0 is every address of the machine");
    default:
      return failed(`${where} cannot be listened on: ${code}`, "correct --host and --port");
  }
}

/** Why the port cannot be listened on, by the system's code; `undefined` when it can. */
const tryPort = (host: string, port: number): Promise<string | undefined> =>
  new Promise((resolve) => {
    const server = createServer();
    server.once("error", (error) => resolve("code" in error ? String(error.code) : error.message));
    server.listen({ host, port, exclusive: true }, () => server.close(() => resolve(undefined)));
  });

async function isRoster(host: string, port: number, usesTls: boolean): Promise<boolean> {
  const authority = `${host.includes(":") ? `[${host}]` : host.replace("0.0.0.0", "127.0.0.1")}:${port}`;
  try {
    const answer = await fetch(`${usesTls ? "https" : "http"}://${authority}/admin/v1/healthz`, {
      signal: AbortSignal.timeout(3_000),
    });
    return answer.ok && answer.headers.has("x-request-id");
  } catch {
    return false;
  }
}

async function checkCertificate({ tlsCert, tlsKey }: Config): Promise<Finding> {
  if (tlsCert === undefined || tlsKey === undefined) return skipped("The port speaks no TLS (--tls-cert).");
  const [cert, key] = [await readPem(tlsCert), await readPem(tlsKey)];
  if (typeof cert === "object") return cert;
  if (typeof key === "object") return key;
  try {
    const certificate = new X509Certificate(cert);
    if (!certificate.checkPrivateKey(createPrivateKey(key))) {
      return failed(`${tlsKey} is not the key of ${tlsCert}`, "name the two that were made together");
    }
    return describeCertificate(tlsCert, new Date(certificate.validFrom), new Date(certificate.validTo));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return failed(
      `${tlsCert} and ${tlsKey} cannot be used: ${reason}`,
      "both must be PEM files, the key without a password",
    );
  }
}

const readPem = (file: string): Promise<string | Finding> =>
  readFile(file, "utf8").catch(() => failed(`${file} cannot be read`, "name a file that this user may read"));
