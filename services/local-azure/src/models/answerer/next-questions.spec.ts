import { nextQuestions } from './next-questions.js';

const source = (id: number, title: string, text: string) =>
  `<source-A1 id="${id}" title="${title}">\n${text}\n</source-A1>`;
const prompt = (...parts: string[]) => [{ role: 'user', text: parts.join('\n') }];

describe(nextQuestions.name, () => {
  it('names what a source holds and the answer did not say', () => {
    const asked = prompt(
      source(1, 'Benefits', 'The plan pays 340 euros for eye care. It covers two dental cleanings.'),
      '<answer-A1>\nThe plan pays 340 euros for eye care. [1]\n</answer-A1>',
      'Question: How much is paid for eye care?',
    );
    expect(nextQuestions(asked)).toEqual(['Benefits: dental cleanings?']);
  });

  it('has nothing where everything was said, and nothing without sources', () => {
    expect(nextQuestions(prompt(source(1, 'Fees', 'The fee is 4 %.'), 'Question: What is the fee? 4 %'))).toEqual([]);
    expect(nextQuestions(prompt('Question: What is the fee?'))).toEqual([]);
  });

  it('asks one a source, and nothing twice', () => {
    const same = 'Penguins hunt silver salmon.';
    const asked = prompt(source(1, 'Zoo', same), source(2, 'Zoo', same), source(3, 'Farm', same), 'Question: Who?');
    expect(nextQuestions(asked)).toHaveLength(2);
  });
});
