/** Endings that English adds to a word, longest first, with what stands for them. */
const ENDINGS: readonly (readonly [string, string])[] = [
  ["'s", ''],
  ['ements', ''],
  ['ations', ''],
  ['ement', ''],
  ['ation', ''],
  ['ments', ''],
  ['ings', ''],
  ['ment', ''],
  ['ions', ''],
  ['ies', 'i'],
  ['ing', ''],
  ['ion', ''],
  ['ers', ''],
  ['ed', ''],
  ['es', ''],
  ['er', ''],
  ['ly', ''],
  ['s', ''],
  ['e', ''],
  ['y', 'i'],
];
/** A stem shorter than this says too little: "sing" must not become "s". */
const MIN_STEM_CHARS = 3;
const DOUBLED = /([bdglmnprt])\1$/;

/**
 * A light English stem: enough to see "enrolled" and "enrolment" as one word. A word with another script, a digit
 * or no known ending stays as it is.
 */
export function stem(word: string): string {
  if (!/^[a-z']+$/.test(word)) return word;
  if (word.endsWith('ss')) return word;
  for (const [ending, replacement] of ENDINGS) {
    if (!word.endsWith(ending) || word.length - ending.length < MIN_STEM_CHARS) continue;
    return single(word.slice(0, word.length - ending.length) + replacement);
  }
  return single(word);
}

/** "enrolled" and "enroll" lose one letter to meet "enrolment". */
const single = (stemmed: string): string =>
  stemmed.length > MIN_STEM_CHARS ? stemmed.replace(DOUBLED, '$1') : stemmed;
