/** Crockford's alphabet: no letter that reads like a digit. */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** A fresh id for a conversation or a message: 26 random letters and digits, 130 bits, of the shape the server takes. */
export function newId(): string {
  const random = crypto.getRandomValues(new Uint8Array(26));
  return Array.from(random, (byte) => ALPHABET[byte % ALPHABET.length]).join('');
}
