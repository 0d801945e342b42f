import type { Question, QuestionTerm } from './question.js';

/** How far apart two neighbouring terms of the question may stand to count as together, in terms. */
const PAIR_WINDOW = 4;
/** A word that only begins like the question's word counts this much: endings differ more in other languages than Porter knows. */
const PREFIX_SHARE = 0.6;
const PREFIX_LETTERS = 5;

/** The terms of a text, ready to be compared with a question. */
export class MatchableText {
  private readonly places = new Map<string, number[]>();
  private readonly prefixes = new Set<string>();

  constructor(terms: readonly string[]) {
    for (const [at, term] of terms.entries()) {
      const known = this.places.get(term);
      if (known) known.push(at);
      else this.places.set(term, [at]);
      if (term.length > PREFIX_LETTERS) this.prefixes.add(term.slice(0, PREFIX_LETTERS));
    }
  }

  has(term: string): boolean {
    return this.places.has(term);
  }

  /** Share of the question's weight that this text holds, 0 to 1. */
  coverage({ terms }: Question): number {
    return share(terms, (term) => this.held(term));
  }

  /** Share of the weight of the question's names and numbers that this text holds, 0 to 1. A question that names nothing: `unnamed`. */
  nameShare({ terms }: Question, unnamed: number): number {
    const names = terms.filter(({ isName }) => isName);
    return names.length === 0 ? unnamed : share(names, (term) => this.held(term));
  }

  /** Like coverage, but a term that occurs again and again counts up to twice: 0 to 2. */
  saturation({ terms }: Question): number {
    return share(terms, (term) => {
      const count = this.places.get(term)?.length ?? this.held(term);
      return (2 * count) / (count + 1);
    });
  }

  /** Weight of the question's telling terms that this text holds word for word. */
  heldWeight({ terms }: Question): number {
    return terms.reduce((sum, { term, weight, isGeneric }) => (isGeneric ? sum : sum + weight * this.held(term)), 0);
  }

  /** Share of the question's neighbours that stand close together here, 0 to 1. A question of one word has none: `alone`. */
  pairShare({ pairs }: Question, alone: number): number {
    if (pairs.length === 0) return alone;
    return pairs.filter(([left, right]) => this.areClose(left, right)).length / pairs.length;
  }

  /** Walks both lists of places once: a hostile text may hold each term thousands of times. */
  private areClose(left: string, right: string): boolean {
    const lefts = this.places.get(left) ?? [];
    const rights = this.places.get(right) ?? [];
    for (let l = 0, r = 0; l < lefts.length && r < rights.length;) {
      const gap = (rights[r] ?? 0) - (lefts[l] ?? 0);
      if (gap !== 0 && Math.abs(gap) <= PAIR_WINDOW) return true;
      if (gap > 0) l += 1;
      else r += 1;
    }
    return false;
  }

  private held(term: string): number {
    if (this.places.has(term)) return 1;
    return term.length > PREFIX_LETTERS && this.prefixes.has(term.slice(0, PREFIX_LETTERS)) ? PREFIX_SHARE : 0;
  }
}

function share(terms: readonly QuestionTerm[], held: (term: string) => number): number {
  let sum = 0;
  let total = 0;
  for (const { term, weight } of terms) {
    total += weight;
    sum += weight * held(term);
  }
  return total === 0 ? 0 : sum / total;
}
