import { connect, type PeerCertificate } from "node:tls";
import { describeCertificate } from "./certificate.ts";
import { type Check, type Finding, failed, ok, skipped, warning } from "./check.ts";
import { callHttp1, describeNoAnswer, type HttpAnswer } from "./http-call.ts";
import { healthz, type OutsideTarget, refused } from "./outside-target.ts";
import { describeSkew } from "./skew.ts";

/** Whether the server is reached at all, by a plain JSON call, and which one it is. */
export function createConnectionChecks({ url, version }: OutsideTarget): readonly Check[] {
  let answer: HttpAnswer | undefined;
  return [
    {
      name: "connection",
      isEssential: true,
      async run() {
        try {
          answer = await callHttp1(url, { method: "GET", path: healthz.route });
        } catch (error) {
          return failed(`${url} gives no answer: ${describeNoAnswer(error)}`, adviceFor(error));
        }
        return describeHealth(url, answer);
      },
    },
    { name: "certificate", run: () => checkCertificate(url) },
    { name: "clock", run: async () => checkClock(answer) },
    { name: "version", run: () => checkVersion(url, version) },
  ];
}

function adviceFor(error: unknown): string {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  if (code === "ENOTFOUND" || code === "EAI_AGAIN")
    return "the host name is unknown here: correct it, or its entry in the DNS";
  if (code === "ECONNREFUSED") return "nothing listens there: start the server or the proxy, or correct the port";
  if (/CERT|SELF_SIGNED|UNABLE_TO|ALTNAME/.test(code)) {
    return "give the proxy a certificate that is good for this host, with its whole chain; one of your own authority goes into NODE_EXTRA_CA_CERTS here";
  }
  if (code === "EPROTO" || code === "ECONNRESET" || code.startsWith("HPE_")) {
    return "what listens there speaks something else: try https:// for http://, or the other way round";
  }
  return "check the address, and the firewalls between";
}

function describeHealth(url: string, answer: HttpAnswer): Finding {
  const { status, headers } = answer;
  if (status === 200) return ok(`${url} answers`);
  if (status >= 300 && status < 400) {
    return failed(
      `${url} sends callers elsewhere: ${headers["location"] ?? "it does not say where"}`,
      "give that address",
    );
  }
  if (status >= 502 && status <= 504) {
    return refused(
      "A JSON call",
      answer,
      "the proxy does not reach the server: start it, or correct the address the proxy has for it",
    );
  }
  return refused("A JSON call", answer, `the proxy must pass ${healthz.route} to the server, as every other path`);
}

async function checkCertificate(url: string): Promise<Finding> {
  if (!url.startsWith("https:")) return skipped("The address is not one of https.");
  const { hostname, host } = new URL(url);
  const certificate = await readCertificate(hostname.replace(/^\[|\]$/g, ""), Number(new URL(url).port || 443));
  return describeCertificate(
    `The certificate of ${host}`,
    new Date(certificate.valid_from),
    new Date(certificate.valid_to),
  );
}

const readCertificate = (host: string, port: number): Promise<PeerCertificate> =>
  new Promise((resolve, reject) => {
    const socket = connect({ host, port, servername: host, timeout: 10_000 }, () => {
      resolve(socket.getPeerCertificate());
      socket.end();
    });
    socket.once("error", reject);
    socket.once("timeout", () => socket.destroy(new Error("no answer within 10 s")));
  });

function checkClock(answer: HttpAnswer | undefined): Finding {
  const date = Date.parse(answer?.headers["date"] ?? "");
  // The header has no more than seconds, of which half a one has passed.
  return Number.isNaN(date)
    ? skipped("Answers do not tell the time.")
    : describeSkew("the server", date + 500 - Date.now());
}

async function checkVersion(url: string, ownVersion: string): Promise<Finding> {
  const version = readVersion(await callHttp1(url, { method: "GET", path: "/openapi/roster.json" }));
  if (version === undefined) {
    return skipped("The server does not tell: its documents are switched off (--docs), or the proxy keeps them.");
  }
  return version === ownVersion
    ? ok(`Roster ${version}, as this program`)
    : warning(
        `Roster ${version}; this program is ${ownVersion}`,
        "use the program of the server's version for what it does not know yet",
      );
}

function readVersion({ status, body }: HttpAnswer): string | undefined {
  if (status !== 200) return undefined;
  try {
    const { info }: { info?: { version?: unknown } } = JSON.parse(body.toString("utf8"));
    return typeof info?.version === "string" ? info.version : undefined;
  } catch {
    return undefined;
  }
}
