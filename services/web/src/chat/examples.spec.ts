import { exampleQuestions, spokenTitle } from './examples.js';

describe(spokenTitle.name, () => {
  it('drops the ending and the underscores of a file name', () => {
    expect(spokenTitle('Woodgrove_-_Cyber_Risk.pdf')).toBe('Woodgrove - Cyber Risk');
    expect(spokenTitle('Report v1.2')).toBe('Report v1.2');
  });
});

describe(exampleQuestions.name, () => {
  const templates = [(title: string) => `What is ${title} about?`, (title: string) => `What does ${title} say?`];

  it('asks about different documents, the shortest title first', () => {
    expect(exampleQuestions(['Benefit_Options.pdf', 'Perks.md'], templates)).toEqual([
      'What is Perks about?',
      'What does Benefit Options say?',
    ]);
  });

  it('asks twice about an only document, and nothing about none', () => {
    expect(exampleQuestions(['Perks'], templates)).toEqual(['What is Perks about?', 'What does Perks say?']);
    expect(exampleQuestions([], templates)).toEqual([]);
  });
});
