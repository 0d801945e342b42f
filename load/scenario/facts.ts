/** Something the run's document says, and the question that nothing else in it answers. */
export interface Fact {
  readonly sentence: string;
  readonly question: string;
  /** What a right answer has in it, and a right quote. */
  readonly number: number;
}

const BEGINNINGS = ['Bral', 'Corm', 'Dun', 'Esk', 'Farn', 'Gol', 'Hest', 'Ister'];
const ENDINGS = ['mouth', 'stead', 'wick', 'holm', 'gate'];

/** Forty facts. Their numbers have three digits each, so that none is part of another. */
export const FACTS: readonly Fact[] = BEGINNINGS.flatMap((beginning, i) =>
  ENDINGS.map((ending, j) => {
    const town = beginning + ending;
    const number = 113 + 7 * (i * ENDINGS.length + j);
    return {
      sentence: `The warehouse of ${town} keeps ${number} blue crates on its upper floor.`,
      question: `How many blue crates does the warehouse of ${town} keep?`,
      number,
    };
  }),
);

/** One of them, by chance. */
export function anyFact(): Fact {
  const fact = FACTS[Math.floor(Math.random() * FACTS.length)];
  if (!fact) throw new Error('There is no fact.');
  return fact;
}

/** The document with all of them. @param stamp makes it a document that nobody has uploaded before. */
export const documentOf = (stamp: string): string =>
  [`Stock list ${stamp}`, '', ...FACTS.map(({ sentence }) => sentence)].join('\n');
