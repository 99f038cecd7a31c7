/** `$2b$12$` and 53 characters of salt and hash. Each step of the cost doubles the time: 16 takes some seconds. */
const pattern = /^\$2[aby]\$(\d\d)\$[./A-Za-z0-9]{53}$/;
const maxCost = 16;

/** Whether the password is the one of this bcrypt hash; false for a damaged hash and one of a cost above 16. */
export async function verifyBcrypt(encoded: string, password: string): Promise<boolean> {
  const cost = pattern.exec(encoded)?.[1];
  if (cost === undefined || Number(cost) > maxCost) return false;
  // Imported when it is first needed: only a directory with imported bcrypt hashes does.
  const { verify } = await import("@node-rs/bcrypt");
  return verify(password, encoded);
}
