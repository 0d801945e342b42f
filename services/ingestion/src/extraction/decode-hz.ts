import iconv from 'iconv-lite';

/** `~{`, pairs of 7-bit bytes, `~}`: how HZ writes a run of Chinese (RFC 1843). A run ends with its line at the latest. */
const RUN = /~\{((?:[\x21-\x77][\x21-\x7e])+)(?:~\}|(?=\r?\n|$))/g;

/**
 * The text of a file in HZ, which neither the detector nor the decoder knows: its runs are GB 2312 without the high bit.
 *
 * @returns undefined if it is not HZ: a program's text, for example, that has a tilde before a brace.
 */
export function decodeHz(bytes: Buffer): string | undefined {
  if (bytes.some((byte) => byte > 0x7f)) return undefined;
  const raw = bytes.toString('latin1');
  let isHz = false;
  const text = raw.replace(RUN, (whole, run: string) => {
    const decoded = iconv.decode(
      Buffer.from(run, 'latin1').map((byte) => byte | 0x80),
      'gb2312',
    );
    if (!/^[\p{Script=Han}\p{P}\p{S}\p{L}\p{N}\p{Zs}]+$/u.test(decoded) || decoded.includes('\uFFFD')) return whole;
    isHz ||= /\p{Script=Han}/u.test(decoded);
    return decoded;
  });
  // A tilde is doubled, and one at the end of a line joins it to the next.
  return isHz ? text.replace(/~(~|\r?\n)/g, (_, next: string) => (next === '~' ? '~' : '')) : undefined;
}
