import { plainText, unleeted } from './plain-text.js';
import { SCREENING_RULES } from './rules.js';

/** What the screening saw in a text. */
export interface Screening {
  /** Names of the rules that fired, most telling first; empty: nothing stood out. */
  readonly rules: readonly string[];
}

/** Longest text looked at, in characters: more than the longest question that is taken. */
export const SCREENED_MAX_CHARS = 60_000;
/** A run of base64 this long may hide a sentence, in characters. */
const ENCODED = /[A-Za-z0-9+/_-]{24,}={0,2}/g;
/** Runs looked into. */
const MAX_RUNS = 20;
/** One word so often after itself is an attempt to push the instructions out of the model's sight. */
const REPEATED = /(?:^|\s)(\S{1,40})(?:\s+\1){39,}(?=\s|$)/u;

/**
 * Whether a question, or a text found in a document, tries to command the model.
 *
 * Heuristics over normalised text: they see what says outright that it is an attack, and nothing of one that is an
 * ordinary request. A rule that fires is a reason to look, block or log, as the caller's mode says; `evals/` measures
 * what they catch and what they take wrongly.
 */
export function screen(text: string): Screening {
  const seen = text.slice(0, SCREENED_MAX_CHARS);
  const plain = plainText(seen);
  const fired = new Set(rulesIn(plain));
  const asLetters = unleeted(plain);
  if (asLetters !== plain) for (const rule of rulesIn(asLetters)) fired.add(rule);
  if (decodedRuns(seen).some((hidden) => rulesIn(plainText(hidden)).length > 0)) fired.add('encoded-instructions');
  if (REPEATED.test(plain)) fired.add('repeated-token');
  return { rules: [...fired] };
}

function rulesIn(plain: string): string[] {
  return SCREENING_RULES.filter(({ patterns }) => patterns.some((pattern) => pattern.test(plain))).map(
    ({ name }) => name,
  );
}

/** What the text holds in base64, as far as it is text. */
function decodedRuns(text: string): string[] {
  const runs = text.match(ENCODED) ?? [];
  return runs
    .slice(0, MAX_RUNS)
    .map((run) => Buffer.from(run, 'base64').toString('utf8'))
    .filter((decoded) => /^[\p{L}\p{M}\p{N}\p{P}\p{Z}\s]{12,}$/u.test(decoded));
}
