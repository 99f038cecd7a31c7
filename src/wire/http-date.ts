/** The time as a `date` header has it (RFC 9110, 5.6.7). Many answers are of one second, whose text is made once. */
export function httpDate(): string {
  const nowSeconds = Math.floor(Date.now() / 1000);
  if (nowSeconds !== seconds) {
    seconds = nowSeconds;
    text = new Date(seconds * 1000).toUTCString();
  }
  return text;
}

let seconds = Number.NaN;
let text = "";
