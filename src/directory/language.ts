/** What a profile holds when no language is known (BCP 47's "undetermined"). */
export const undeterminedLanguage = "und";

/**
 * The canonical BCP 47 tag, such as `en` or `de-CH`; `und` for an empty text or one that is no tag. A profile is never
 * refused for its language: clients send what their browser told them.
 */
export function parseLanguage(text: string): string {
  const known = knownLanguages.get(text);
  if (known !== undefined) return known;
  const language = canonicalize(text);
  // Callers may make up texts without end; the map must not grow with them.
  if (knownLanguages.size < knownLanguagesMax && text.length <= knownTextMaxLength) knownLanguages.set(text, language);
  return language;
}

/** What texts came to: ICU takes longer for one than SQLite for the row, and all callers send the same few. */
const knownLanguages = new Map<string, string>();
const knownLanguagesMax = 1_000;
const knownTextMaxLength = 35;

function canonicalize(text: string): string {
  try {
    return Intl.getCanonicalLocales(text.replaceAll("_", "-"))[0] ?? undeterminedLanguage;
  } catch {
    return undeterminedLanguage;
  }
}

/** The languages that clients may offer their users. */
export const supportedLanguages: readonly string[] = [
  "ar",
  "bg",
  "cs",
  "de",
  "en",
  "es",
  "fr",
  "hu",
  "id",
  "it",
  "ja",
  "ko",
  "mk",
  "nl",
  "pl",
  "pt",
  "ro",
  "ru",
  "sv",
  "tr",
  "uk",
  "zh",
];
