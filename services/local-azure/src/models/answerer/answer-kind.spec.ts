import { namesKind } from './answer-kind.js';
import { readQuestion } from './question.js';

describe(namesKind.name, () => {
  it.each([
    ['a date', 'When was it built?', 'The tower was built in 1889.', true],
    ['a weekday', 'When is it closed?', 'It is closed on Monday.', true],
    ['no date', 'When was it built?', 'The tower was built by hand.', false],
    ['only the date of the question', 'When in 1889 was it built?', 'It was built in 1889.', false],
    ['a number', 'How many floors?', 'It has three floors.', true],
    ['a person', 'Who built it?', 'It was built by Gustave Eiffel.', true],
    ['nobody', 'Who built it?', 'It was built by an engineer.', false],
    ['a definition', 'What is coinsurance?', 'Coinsurance is your share of the costs.', true],
    ['anything, where nothing is known', 'Why?', 'Because it is so.', false],
  ])('%s', (_, question, sentence, names) => {
    expect(namesKind(sentence, readQuestion(question))).toBe(names);
  });
});
