import { answerFrom } from './answer.js';

const REFUSAL = 'Not in the documents.';
const handbook = {
  id: 1,
  title: 'Employee handbook',
  text: 'Paid leave\nEvery employee has 25 days of paid leave in a calendar year.\nLeave is asked for in writing, four weeks ahead. It is granted by the team lead.',
};
const canteen = {
  id: 2,
  title: 'Canteen',
  text: '• Lunch is served from 11:30 to 14:00.\n• A vegetarian lunch costs 4.50 euros.\nThe kitchen was founded by Maria Lopez in 1998.',
};

const ask = (question: string): string => answerFrom({ sources: [handbook, canteen], question, refusal: REFUSAL });

describe(answerFrom.name, () => {
  it.each([
    [
      'how many',
      'How many days of paid leave does an employee have?',
      'Every employee has 25 days of paid leave in a calendar year. [1]',
    ],
    ['how much', 'How much does a vegetarian lunch cost?', 'A vegetarian lunch costs 4.50 euros. [2]'],
    ['who', 'Who founded the kitchen?', 'The kitchen was founded by Maria Lopez in 1998. [2]'],
    ['when', 'When is lunch served?', 'Lunch is served from 11:30 to 14:00. [2]'],
  ])('begins with the sentence that answers: %s', (_, question, first) => {
    expect(ask(question).startsWith(first)).toBe(true);
  });

  it('says at most three sentences, each with the number of its source', () => {
    const days = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday'];
    const sources = days.map((day, at) => ({ id: at + 3, title: 'Canteen', text: `Lunch on ${day} costs 5 euros.` }));

    const answer = answerFrom({ sources, question: 'What does lunch cost?', refusal: REFUSAL });

    expect(answer).toBe(
      'Lunch on Monday costs 5 euros. [3] Lunch on Tuesday costs 5 euros. [4] Lunch on Wednesday costs 5 euros. [5]',
    );
  });

  it.each([
    'Who won the 1974 world cup?',
    'What is the capital of Mongolia?',
    'How is penicillin made?',
    'what is it?',
    '',
  ])('refuses what no source speaks of: %s', (question) => {
    expect(ask(question)).toBe(REFUSAL);
  });

  it('refuses when a name of the question is nowhere, though its other words are', () => {
    expect(ask('What is the paid leave of the Zanzibar subsidiary Quixotic in 2031?')).toBe(REFUSAL);
  });

  it('prefers what tells the sentences apart to what all of them say', () => {
    const text =
      'Acme Health Plus is a plan of Acme Health. Acme Health Plus pays for visits at home. Its coinsurance is 20 percent. ' +
      'Acme Health Plus covers eyes.';

    const answer = answerFrom({
      sources: [{ id: 1, title: 'Acme Health Plus', text }],
      question: 'What is the coinsurance in Acme Health Plus?',
      refusal: REFUSAL,
    });

    expect(answer.startsWith('Its coinsurance is 20 percent. [1]')).toBe(true);
  });

  it('hears a second source before the first one again', () => {
    const three = 'Lunch costs 5 euros. On Mondays lunch costs 4 euros. On Fridays lunch costs 6 euros.';
    const sources = [
      { id: 1, title: 'Canteen', text: three },
      { id: 2, title: 'Cafe', text: 'In the yard lunch costs 7 euros.' },
    ];

    const answer = answerFrom({ sources, question: 'What does lunch cost?', refusal: REFUSAL });

    expect(Array.from(answer.matchAll(/\[(\d)\]/g), ([, id]) => id)).toEqual(['1', '2', '1']);
  });

  it.each([
    ['is refused where only the question before it is answered', 'Does it rain on Mars?', REFUSAL],
    [
      'is answered where its own words are found',
      'and for employees?',
      'Every employee has 25 days of paid leave in a calendar year. [1]',
    ],
    [
      'is answered where it has no words of its own',
      'and?',
      'Every employee has 25 days of paid leave in a calendar year. [1]',
    ],
  ])('a follow-up %s', (_, followUp, first) => {
    const question = `${followUp} How many days of paid leave are there in a calendar year`;

    const answer = answerFrom({ sources: [handbook], question, followUp, refusal: REFUSAL });

    expect(answer.startsWith(first)).toBe(true);
  });

  it('never quotes the same sentence twice', () => {
    const answer = answerFrom({
      sources: [handbook, { ...handbook, id: 2 }],
      question: 'How many days of paid leave?',
      refusal: REFUSAL,
    });

    expect(answer.split('Every employee has 25 days')).toHaveLength(2);
  });

  it('reads German and Chinese', () => {
    const sources = [
      { id: 1, title: 'Urlaub', text: 'Jeder Mitarbeiter hat 30 Tage Urlaub im Jahr. Die Kantine schließt im August.' },
      { id: 2, title: '食堂', text: '午餐时间是十一点半到两点。厨房由李明创办。' },
    ];

    expect(answerFrom({ sources, question: 'Wie viele Tage Urlaub hat ein Mitarbeiter?', refusal: REFUSAL })).toMatch(
      /^Jeder Mitarbeiter hat 30 Tage Urlaub im Jahr\. \[1\]/,
    );
    expect(answerFrom({ sources, question: '厨房由谁创办？', refusal: REFUSAL })).toMatch(/^厨房由李明创办。 \[2\]/);
  });
});
