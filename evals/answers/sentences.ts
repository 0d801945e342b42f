const segmenter = new Intl.Segmenter('und', { granularity: 'sentence' });
const MARKERS = /\s*\[\d{1,3}\]/g;
/** After these a sentence goes on. */
const ABBREVIATION =
  /(?:^|[\s(.])(?:\p{Lu}|Dr|Mr|Mrs|Ms|Prof|St|No|Nos|Vol|Fig|vs|ca|cf|c|e\.g|i\.e|Inc|Ltd|Jr|Sr|U\.S|U\.K)\.\s*$/u;

/** The sentences of an answer, as a reader counts them: markers and abbreviations make none. */
export function sentencesIn(answer: string): string[] {
  const sentences: string[] = [];
  let current = '';
  for (const { segment } of segmenter.segment(answer.replace(MARKERS, ''))) {
    current += segment;
    if (ABBREVIATION.test(current)) continue;
    sentences.push(current.trim());
    current = '';
  }
  return [...sentences, current.trim()].filter((sentence) => sentence !== '');
}
