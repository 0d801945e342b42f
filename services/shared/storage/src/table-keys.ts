/** Crockford's base 32, the letters of a ULID in order. */
const LETTERS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/**
 * The mirror image of a ULID: sorts newest first, and is its own inverse.
 *
 * Letters that are in no ULID stay as they are.
 */
export const invertUlid = (id: string): string =>
  Array.from(id, (letter) => {
    const value = LETTERS.indexOf(letter);
    return value < 0 ? letter : LETTERS.charAt(LETTERS.length - 1 - value);
  }).join('');

/** A value as part of a key: `/ \ # ? %` and control characters are not allowed there, `|` parts ours. */
export const keyPart = (value: string): string =>
  value.replace(/[^A-Za-z0-9_.@:-]/gu, (letter) => `=${(letter.codePointAt(0) ?? 0).toString(16)}=`);

/** A string inside an OData filter. */
export const quoted = (value: string): string => `'${value.replaceAll("'", "''")}'`;
