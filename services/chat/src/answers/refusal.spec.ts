import { BY_SCRIPT, BY_WORDS, ENGLISH } from './refusal-languages.js';
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
    ['Quando viene pagata la quota e chi la paga?', 'I documenti non lo dicono.'],
    ['Quais são as taxas e onde são pagas?', 'Os documentos não o dizem.'],
    ['Hoeveel bedraagt het tarief en voor wie geldt het?', 'De documenten zeggen daar niets over.'],
    ['Ile wynosi opłata i kto ją płaci?', 'Dokumenty o tym nie mówią.'],
    ['Ücret ne kadar ve kim öder?', 'Belgelerde bu konuda bilgi yok.'],
    ['Phí hàng năm là bao nhiêu?', 'Tài liệu không đề cập đến điều này.'],
    ['Care este taxa și când se plătește?', 'Documentele nu spun acest lucru.'],
    ['Какова годовая плата?', 'В документах об этом не говорится.'],
    ['Яка річна плата?', 'У документах про це не йдеться.'],
    ['Ποιο είναι το ετήσιο τέλος;', 'Τα έγγραφα δεν το αναφέρουν.'],
    ['מהו התשלום השנתי?', 'המסמכים אינם אומרים זאת.'],
    ['ما هي الرسوم السنوية؟', 'لا تذكر المستندات ذلك.'],
    ['वार्षिक शुल्क कितना है?', 'दस्तावेज़ों में यह नहीं बताया गया है।'],
    ['ค่าธรรมเนียมรายปีเท่าไร', 'เอกสารไม่ได้ระบุไว้'],
    ['연회비는 얼마입니까?', '문서에 나와 있지 않습니다.'],
    ['Falcon プランの年会費はいくらですか', '文書には記載がありません。'],
    ['Falcon 计划的年费是多少？', '文档中没有说明。'],
    ['What does the word 费用 mean in this plan?', 'The documents do not say.'],
    ['4 %?', 'The documents do not say.'],
  ])('%s → %s', (question, sentence) => {
    expect(refusalText('nothing-found', question, undefined)).toBe(sentence);
  });

  it.each([
    ['screened', 'この質問にはここではお答えできません。別の言い方でお尋ねください。'],
    ['filtered', 'モデル提供元のコンテンツフィルターがこの回答を停止しました。別の言い方でお尋ねください。'],
  ] as const)('tells %s apart in every language', (reason, sentence) => {
    expect(refusalText(reason, '年会費はいくらですか', undefined)).toBe(sentence);
  });

  it('can be known again from what the model says, in every language it comes in', () => {
    for (const { silent } of [ENGLISH, ...BY_SCRIPT.map(({ texts }) => texts), ...BY_WORDS.map(({ texts }) => texts)]) {
      const watching = new RefusalWatch(silent);
      expect(watching.push(`${silent.replace(/[.。।]$/, '')}\n`).held).toBe(true);
      expect(watching.end().isRefusal).toBe(true);
    }
  });

  it('says the operator’s own sentence where the documents are silent, and only there', () => {
    expect(refusalText('not-in-sources', 'fee?', 'Ask HR.')).toBe('Ask HR.');
    expect(refusalText('filtered', 'fee?', 'Ask HR.')).toContain('content filter');
  });
});
