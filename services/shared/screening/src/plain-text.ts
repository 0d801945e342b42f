/** Letters of other scripts that are drawn like Latin ones. Only the common ones: whoever needs more is not hiding any more. */
const LOOKALIKES: Readonly<Record<string, string>> = Object.fromEntries(
  Array.from(
    'аaеeоoрpсcуyхxіiјjѕsԁdһhӏlвbкkмmнhтtгrпnαaεeοoρpνvιiκkτtυuχxγyηnωw'.matchAll(/(.)(.)/gu),
    ([, from = '', to = '']) => [from, to],
  ),
);

/** Characters that nobody sees: soft hyphen, zero widths, directions, joiners, variation selectors, fillers. */
const INVISIBLE =
  /\u00AD|\u034F|\u061C|\u115F|\u1160|[\u17B4\u17B5]|[\u180B-\u180F]|[\u200B-\u200F]|[\u202A-\u202E]|[\u2060-\u206F]|\u3164|[\uFE00-\uFE0F]|\uFEFF|\uFFA0|[\u{E0100}-\u{E01EF}]/gu;
/** The tag characters of Unicode spell ASCII invisibly; models read them. */
const TAGS = /[\u{E0020}-\u{E007E}]/gu;
/** Texts that hide nothing, most of all: two thirds of the work is left out for them. */
const ASCII = /^[\t\n\r -~]*$/;
const WORD = /[\p{L}\p{M}\p{N}]+/gu;
/** `i g n o r e`: single letters apart. */
const SPACED_OUT = /(?<![\p{L}\p{N}])(?:\p{L}[ ._\-*]){3,}\p{L}(?![\p{L}\p{N}])/gu;
const SIGNS = /[\d@$]/;
/** Letters that digits and signs stand for; only inside words that have letters as well. */
const LEET: Readonly<Record<string, string>> = { 0: 'o', 1: 'i', 3: 'e', 4: 'a', 5: 's', 7: 't', '@': 'a', $: 's' };

/**
 * A text as a reader would hear it: compatibility forms unified (NFKC), invisible characters gone, letters borrowed from
 * other scripts given back, spaced-out words joined, lower case. For judging only; nobody is shown it.
 */
export function plainText(text: string): string {
  return (ASCII.test(text) ? text.toLowerCase() : undisguised(text))
    .replace(SPACED_OUT, (run) => run.replace(/[ ._\-*]/g, ''))
    .replace(/[’‘]/g, "'")
    .replace(/\s+/g, ' ')
    .trim();
}

function undisguised(text: string): string {
  return text
    .normalize('NFKC')
    .replace(TAGS, (tag) => String.fromCharCode((tag.codePointAt(0) ?? 0) - 0xe0000))
    .replace(INVISIBLE, '')
    .toLowerCase()
    .replace(WORD, latinised);
}

/** The same with the digits in words read as the letters they look like: a second way to read it. */
export function unleeted(plain: string): string {
  if (!SIGNS.test(plain)) return plain;
  return plain.replace(/[\p{L}\d@$]+/gu, (word) =>
    /\p{L}.*\p{L}/u.test(word) && /[\d@$]/.test(word) ? word.replace(/[\d@$]/g, (sign) => LEET[sign] ?? sign) : word,
  );
}

/** A word of Latin and look-alike letters mixed is a Latin word in disguise; one of another script alone is not. */
function latinised(word: string): string {
  const bare = word
    .normalize('NFD')
    .replace(/(?<=\p{Script=Latin})\p{M}+/gu, '')
    .normalize('NFC');
  if (!/\p{Script=Latin}/u.test(bare) || !/[\p{Script=Cyrillic}\p{Script=Greek}]/u.test(bare)) return bare;
  return Array.from(bare, (letter) => LOOKALIKES[letter] ?? letter).join('');
}
