import { analyze } from '../../search/analysis/analyzer.js';
import { isStopWord } from '../../search/analysis/stop-words.js';
import { weightOf } from '../embedding/word-weights.js';
import { lastOf, takeSources, type Source, type Turn } from './prompt.js';
import { sentencesOf } from './sentences.js';

/** Most questions of one reply. */
const MOST = 5;
const WORD = /[\p{L}\p{M}\p{N}]+(?:['’][\p{L}\p{M}]+)*/gu;

/**
 * What might be asked next, one for each source that holds more than was said: its title and the two neighbouring words
 * in it that tell most. In the words of the sources, so in their language; a stand-in's idea of a question.
 */
export function nextQuestions(turns: readonly Turn[]): string[] {
  const { sources, rest } = takeSources(lastOf(turns));
  const said = new Set(analyze(rest, 'query'));
  const questions = sources.flatMap((source) => {
    const subject = subjectOf(source, said);
    return subject === undefined ? [] : [`${source.title}: ${subject}?`];
  });
  return [...new Set(questions)].slice(0, MOST);
}

function subjectOf({ text }: Source, said: ReadonlySet<string>): string | undefined {
  let best: { words: string; weight: number } | undefined;
  for (const sentence of sentencesOf(text)) {
    const words = Array.from(sentence.text.matchAll(WORD), ([word]) => ({ word, weight: weightIn(word, said) }));
    for (const [at, { word, weight }] of words.entries()) {
      const next = words[at + 1];
      if (!next || weight === 0 || next.weight === 0) continue;
      const together = weight + next.weight;
      if (!best || together > best.weight) best = { words: `${word} ${next.word}`, weight: together };
    }
  }
  return best?.words;
}

/** 0 for a word that says nothing, or nothing new. */
function weightIn(word: string, said: ReadonlySet<string>): number {
  const [term] = analyze(word, 'query');
  return term === undefined || isStopWord(term) || said.has(term) ? 0 : weightOf(term);
}
