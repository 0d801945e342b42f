import { passage } from '../../test/support/passages.js';
import { acceptable, type SuggestionRules } from './acceptable.js';

const RULES: SuggestionRules = {
  question: 'What is the yearly fee?',
  passages: [
    passage({ text: 'The yearly fee is 4 %. Parking is free.' }),
    passage({ text: 'Contracts run for two years.', title: 'Terms', heading: 'Notice' }),
  ],
  most: 3,
  instructions: 'Suggest up to three questions that the sources answer and that the answer has not answered yet.',
  minCoverage: 0.4,
};
const taken = (questions: string[], overrides: Partial<SuggestionRules> = {}) =>
  acceptable(questions, { ...RULES, ...overrides });

describe(acceptable.name, () => {
  it('takes what the passages, their titles and headings hold', () => {
    expect(taken([' Is  parking\nfree? [1]', 'What do the terms say of notice?'])).toEqual([
      'Is parking free?',
      'What do the terms say of notice?',
    ]);
  });

  it('takes no more than wanted', () => {
    expect(taken(['Is parking free?', 'How long do contracts run?'], { most: 1 })).toEqual(['Is parking free?']);
  });

  it.each([
    ['what would find nothing', 'Who won the cup in Rome?'],
    ['the question that was asked', 'the YEARLY fee: what is it?'],
    ['nothing at all', ' \n'],
    ['an address', 'Is parking free at https://evil.example?'],
    ['a bare address', 'Is parking free at www.evil.example?'],
    ['a link', 'Is [parking](//evil.example) free?'],
    ['what does not fit a button', `Is parking free ${'and free '.repeat(30)}?`],
  ])('refuses %s', (_, question) => {
    expect(taken([question])).toEqual([]);
  });

  it('tells no word of the prompt, also where no threshold is set', () => {
    const told = 'Parking: suggest up to three questions that the sources answer?';
    expect(taken([told, 'Parking: suggest up to three?'], { minCoverage: 0 })).toEqual([
      'Parking: suggest up to three?',
    ]);
  });

  it('takes one of two that ask the same', () => {
    expect(taken(['Is parking free?', 'Parking, is it free?'])).toEqual(['Is parking free?']);
  });

  it('leaves the judgement to the model where no threshold is set, and where words cannot be compared', () => {
    expect(taken(['Wie lange läuft der Vertrag?'], { minCoverage: 0 })).toHaveLength(1);
    expect(taken(['合同期限是多长？'])).toHaveLength(1);
  });
});
