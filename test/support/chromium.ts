import { existsSync } from "node:fs";
import process from "node:process";
import { leaveOut } from "./loud.ts";

const { CHROMIUM } = process.env;

const places = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

/** How a test's browser is started: without a window, and without calls of its own to the internet. */
export const chromiumFlags: readonly string[] = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/**
 * The Chromium of this machine, or the one that the variable CHROMIUM names; `undefined` when there is none, which is
 * printed. Throws in CI, where no test may be left out.
 */
export function findChromium(): string | undefined {
  const found = [...(CHROMIUM === undefined ? [] : [CHROMIUM]), ...places].find((place) => existsSync(place));
  if (found !== undefined) return found;
  const advice = "install it (Debian: apt-get install -y chromium), or name one in CHROMIUM";
  leaveOut("the browser tests", "there is no Chromium", advice);
  return undefined;
}
