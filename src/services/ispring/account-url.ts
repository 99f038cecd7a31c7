/**
 * The account that a URL names, in the form that is compared: host in lower case, port unless it is the scheme's own,
 * path without a slash at its end. Which scheme it is does not matter. `undefined` for what is no such URL.
 */
export function parseAccountUrl(text: string): string | undefined {
  const trimmed = text.trim();
  if (!/^https?:\/\//i.test(trimmed) || !URL.canParse(trimmed)) return undefined;
  const { host, pathname, search, hash, username, password } = new URL(trimmed);
  if (search !== "" || hash !== "" || username !== "" || password !== "") return undefined;
  return host + pathname.replace(/\/+$/, "");
}

/** The account of a request whose `Host` this is: that host, at the root. */
export const accountOfHost = (host: string): string | undefined => parseAccountUrl(`http://${host}`);
