import { languageOf } from './language.js';

describe(languageOf.name, () => {
  it.each([
    [
      'eng',
      'Two dental checks a year are paid for by the company. Everything beyond that is paid by the employee, unless an accident at work was the reason for the treatment.',
    ],
    [
      'deu',
      'Zwei Untersuchungen im Jahr bezahlt die Firma. Alles andere bezahlen die Mitarbeiter selbst, es sei denn, ein Unfall bei der Arbeit war der Grund der Behandlung.',
    ],
    [
      'fra',
      'La société paie deux contrôles dentaires par an. Tout le reste est à la charge du salarié, sauf si un accident du travail est à l’origine du traitement.',
    ],
    [
      'rus',
      'Компания оплачивает два осмотра у стоматолога в год. Всё остальное сотрудник оплачивает сам, если только причиной лечения не стал несчастный случай на работе.',
    ],
    ['cmn', '公司每年支付两次牙科检查的费用。'],
    ['jpn', '会社は年に二回の歯科検診の費用を支払います。'],
    ['kor', '회사는 일 년에 두 번의 치과 검진 비용을 지불합니다.'],
  ])('tells %s', (language, text) => {
    expect(languageOf(text)).toBe(language);
  });

  it.each([
    ['too few words to tell', 'Parking permits cost 12 euros a month.'],
    ['numbers', '12 | 13 | 14\n'.repeat(100)],
    ['nothing', ''],
  ])('does not guess from %s', (_, text) => {
    expect(languageOf(text)).toBe('und');
  });

  it('goes by most of a long text, not by its first page', () => {
    const german = 'Die Firma bezahlt zwei Untersuchungen im Jahr, alles andere bezahlen die Mitarbeiter selbst. ';
    expect(languageOf(`${'This preface is in English, as prefaces often are. '.repeat(20)}${german.repeat(200)}`)).toBe(
      'deu',
    );
  });
});
