const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
const encoder = new TextEncoder();

/**
 * The text of a header whose bytes were read as latin1, which is how Node hands them over: UTF-8 where the bytes are
 * that, else latin1, which HTTP's own specification once meant (RFC 9110, 5.5).
 */
export function decodeHeaderText(value: string): string {
  if (!isLatin1BeyondAscii(value)) return value;
  try {
    return decoder.decode(Uint8Array.from(value, (character) => character.charCodeAt(0)));
  } catch {
    return value;
  }
}

/** Whether there is anything to decode: a character above U+00FF means that somebody has done so already. */
function isLatin1BeyondAscii(value: string): boolean {
  let isBeyondAscii = false;
  for (let index = 0; index < value.length; index++) {
    const code = value.charCodeAt(index);
    if (code > 0xff) return false;
    if (code > 0x7f) isBeyondAscii = true;
  }
  return isBeyondAscii;
}

/**
 * The value of a header for any text, with its UTF-8 bytes as latin1 characters, which is how Node takes them. Control
 * characters become spaces: nothing in a text can end its header and begin another.
 */
export const encodeHeaderText = (text: string): string =>
  Array.from(encoder.encode(text), (byte) => (byte < 0x20 || byte === 0x7f ? " " : String.fromCharCode(byte))).join("");
