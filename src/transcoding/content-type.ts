/** A parsed `Content-Type`; names in lower case. */
export interface ContentType {
  /** Type and subtype, such as `application/json`. */
  readonly mediaType: string;
  readonly charset: string | undefined;
}

const structure = /^([!#$%&'*+\-.^_`|~\w]+\/[!#$%&'*+\-.^_`|~\w]+)\s*(;.*)?$/;
const charsetParameter = /;\s*charset\s*=\s*(?:"([^"]*)"|([^\s;"]+))/i;

/** The content type a header names, or `undefined` when it names none. Parameters other than `charset` are not kept. */
export function parseContentType(header: string): ContentType | undefined {
  const match = structure.exec(header.trim());
  if (match === null) return undefined;
  const charset = charsetParameter.exec(match[2] ?? "");
  return {
    mediaType: (match[1] ?? "").toLowerCase(),
    charset: (charset?.[1] ?? charset?.[2])?.toLowerCase(),
  };
}

/** Whether this is JSON in UTF-8, the only encoding RFC 8259 (8.1) knows: `application/json` or any type with `+json`. */
export function isJsonContentType(type: ContentType): boolean {
  const { mediaType, charset } = type;
  if (charset !== undefined && charset !== "utf-8" && charset !== "utf8") return false;
  return mediaType === "application/json" || mediaType.endsWith("+json");
}
