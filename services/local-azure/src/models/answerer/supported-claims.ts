import { analyze } from '../../search/analysis/analyzer.js';
import { MatchableText } from './match.js';
import { lastOf, takeBlocks, type Block, type Turn } from './prompt.js';
import { readQuestion } from './question.js';

/** Share of a claim's weight that its sources must hold. */
const MIN_COVERAGE = 0.6;
/** A claim that names nothing lacks no name. */
const NO_NAMES = 1;

/**
 * The numbers of the claims in a prompt that their sources support, as far as words can tell: most of the claim stands
 * there, and all of its names and numbers. A stand-in for a model's judgement, which knows meaning.
 */
export function supportedClaims(turns: readonly Turn[]): number[] {
  const { blocks: sources, rest } = takeBlocks(lastOf(turns), 'source');
  return takeBlocks(rest, 'claim')
    .blocks.filter((claim) => isHeld(claim, sources))
    .map(({ id }) => id);
}

function isHeld({ attributes, text }: Block, sources: readonly Block[]): boolean {
  const named = (/\bsources="([^"]*)"/.exec(attributes)?.[1] ?? '').split(/\s+/).map(Number);
  const own = sources.filter(({ id }) => named.includes(id));
  const held = new MatchableText(own.flatMap((source) => analyze(source.text, 'query')));
  const claim = readQuestion(text);
  return claim.terms.length > 0 && held.coverage(claim) >= MIN_COVERAGE && held.nameShare(claim, NO_NAMES) === 1;
}
