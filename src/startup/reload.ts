import { X509Certificate } from "node:crypto";
import type { Config } from "../config.ts";
import { readLogLevel } from "./log-level.ts";
import { readTlsIdentity } from "./tls-identity.ts";

/** What a reload changes. */
export interface ReloadOptions {
  readonly config: Pick<Config, "logLevel" | "logLevelFile" | "tlsCert" | "tlsKey">;
  readonly logger: ReloadLogger;
  /** Gives new connections this certificate. Throws when it cannot be used, and then changes nothing. */
  readonly replaceTls: (tls: { readonly cert: string; readonly key: string }) => void;
}

/** The part of a logger that a reload needs. */
export interface ReloadLogger {
  level: string;
  isLevelEnabled(level: "info"): boolean;
  info(facts: object, message: string): void;
  error(facts: object, message: string): void;
}

/**
 * Reads anew what may change while a server runs: the log level and the TLS certificate. What cannot be used is logged
 * with the reason, and the old stays. Never rejects.
 */
export async function reload(options: ReloadOptions): Promise<void> {
  await reloadLogLevel(options);
  await reloadTls(options);
}

async function reloadLogLevel({ config, logger }: ReloadOptions): Promise<void> {
  try {
    const from = logger.level;
    const to = await readLogLevel(config);
    if (from === to) return;
    const tell = () => logger.info({ from, to }, "the log level is another");
    // Under whichever of both shows it.
    const isShownBefore = logger.isLevelEnabled("info");
    if (isShownBefore) tell();
    logger.level = to;
    if (!isShownBefore) tell();
  } catch (err) {
    logger.error({ err }, "the log level stays as it is: its file cannot be used");
  }
}

async function reloadTls({ config, logger, replaceTls }: ReloadOptions): Promise<void> {
  try {
    const tls = await readTlsIdentity(config);
    if (tls === undefined) return;
    replaceTls(tls);
    const { subject, subjectAltName, validTo } = new X509Certificate(tls.cert);
    logger.info({ subject, subjectAltName, validTo }, "new connections get the certificate that was read anew");
  } catch (err) {
    logger.error({ err }, "new connections get the old certificate: what was read anew cannot be used");
  }
}
