import { refusalText } from './refusal-text.js';
import { RefusalWatch } from './refusal-watch.js';

const SENTENCE = 'The documents do not say.';

/** What is shown at once, and what the end brings. */
function watch(...pieces: string[]): { shown: string; isRefusal: boolean; rest: string } {
  const watching = new RefusalWatch(SENTENCE);
  const shown = pieces
    .map((piece) => watching.push(piece))
    .map((seen) => (seen.held ? '' : seen.text))
    .join('');
  const { isRefusal, text } = watching.end();
  return { shown, isRefusal, rest: text };
}

describe(RefusalWatch.name, () => {
  it.each([
    ['the sentence', ['The documents do not say.']],
    ['the sentence in pieces', [...SENTENCE]],
    ['without its full stop, in other case', ['the documents do not say']],
    ['in its tags', ['<refusal>The documents do not say.</refusal>']],
    ['in quotes, with white space', ['"The documents do not say."\n']],
    ['with a marker after it', ['The documents do not say. [1]']],
  ])('knows %s', (_, pieces) => {
    expect(watch(...pieces)).toMatchObject({ shown: '', isRefusal: true });
  });

  it.each([
    ['an answer', ['The fee', ' is 4 %.'], 'The fee is 4 %.', ''],
    ['an answer that begins like it', ['The documents do ', 'say: 4 %.'], 'The documents do say: 4 %.', ''],
    [
      'an answer that goes on after it',
      ['The documents do not say.', ' But 4 %.'],
      'The documents do not say. But 4 %.',
      '',
    ],
    ['a beginning that breaks off', ['The documents'], '', 'The documents'],
    ['silence', [], '', ''],
  ])('lets %s through', (_, pieces, shown, rest) => {
    expect(watch(...pieces)).toEqual({ shown, isRefusal: false, rest });
  });
});

describe(refusalText.name, () => {
  it.each([
    ['What is the fee?', 'The documents do not say.'],
    ['Wie hoch ist die Gebühr und wann?', 'Die Dokumente sagen dazu nichts.'],
    ['Quelle est la date et combien ?', 'Les documents ne le disent pas.'],
    ['¿Cuál es la tarifa?', 'Los documentos no lo dicen.'],
    ['Is der Rosenkavalier an opera?', 'The documents do not say.'],
  ])('%s → %s', (question, sentence) => {
    expect(refusalText('nothing-found', question, undefined)).toBe(sentence);
  });

  it('says the operator’s own sentence where the documents are silent, and only there', () => {
    expect(refusalText('not-in-sources', 'fee?', 'Ask HR.')).toBe('Ask HR.');
    expect(refusalText('filtered', 'fee?', 'Ask HR.')).toContain('content filter');
  });
});
