import { passage } from '../../test/support/passages.js';
import { CitationWriter, type WrittenPiece } from './citation-writer.js';

const PASSAGES = [
  passage({ documentId: 'document-a', text: 'Intro. The term is one year.', page: 2 }),
  passage({ documentId: 'document-b', text: 'The fee is 4 %. It is due in May.', start: 1_000 }),
  passage({ documentId: 'document-c', text: 'Parking is free.' }),
];

function write(...deltas: string[]): { writer: CitationWriter; pieces: WrittenPiece[] } {
  const writer = new CitationWriter(PASSAGES);
  const pieces = [...deltas.flatMap((delta) => writer.write(delta)), ...writer.end()];
  return { writer, pieces };
}

describe(CitationWriter.name, () => {
  it.each([
    ['numbers anew by first mention', 'Fee [2]. Term [1]. Fee [2].', 'Fee [1]. Term [2]. Fee [1].'],
    ['takes a marker apart', 'Both [2, 1].', 'Both [1][2].'],
    ['drops an invented number with its space', 'Fee [99].', 'Fee.'],
    ['keeps the true ones beside an invented one', 'Fee [2, 99].', 'Fee [1].'],
    ['drops zero', 'Fee [0].', 'Fee.'],
    ['leaves code alone', 'Use `a[99]`.', 'Use `a[99]`.'],
  ])('%s', (_, model, reader) => {
    expect(write(model).writer.answer).toBe(reader);
    expect(write(...model).writer.answer).toBe(reader);
  });

  it('quotes the sentence that supports the claim, with its place in the document and in the answer', () => {
    const { writer } = write('The term is a year [1]. The fee is 4 % [2].');

    expect(writer.citations).toEqual([
      // "Intro. " has 7 characters and the passage begins at 100; "The term is a year " has 19.
      {
        n: 1,
        documentId: 'document-a',
        title: 'Plan',
        page: 2,
        quote: 'The term is one year.',
        start: 107,
        end: 128,
        answerStart: 19,
        answerEnd: 22,
      },
      {
        n: 2,
        documentId: 'document-b',
        title: 'Plan',
        quote: 'The fee is 4 %.',
        start: 1_000,
        end: 1_015,
        answerStart: 39,
        answerEnd: 42,
      },
    ]);
  });

  it('takes the sentence before the full stop when the marker comes after it', () => {
    const { writer } = write('The fee is 4 %. [2]');
    expect(writer.citations[0]?.quote).toBe('The fee is 4 %.');
  });

  it('tells a source once, before the text with its marker', () => {
    const { pieces } = write('Fee [2] and [2].');
    expect(pieces.map((piece) => (piece.type === 'text' ? piece.text : `source ${piece.citation.n}`)).join('|')).toBe(
      'Fee| |source 1|[1]| and| |[1]|.',
    );
  });

  it('knows the shown number of each passage given', () => {
    const { writer } = write('Fee [2]. Term [1].');
    expect([0, 1, 2].map((index) => writer.numberOf(index))).toEqual([2, 1, undefined]);
  });

  it('cites nothing when there is nothing to cite', () => {
    const writer = new CitationWriter([]);
    writer.write('Fee [1].');
    writer.end();
    expect([writer.answer, writer.citations]).toEqual(['Fee.', []]);
  });
});
