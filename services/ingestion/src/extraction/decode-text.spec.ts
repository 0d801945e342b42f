import iconv from 'iconv-lite';
import { decodeText } from './decode-text.js';
import { Unreadable } from './unreadable.js';

const GERMAN =
  'Die Größe der Maßnahmen überrascht die Bürger von Köln nicht: „schön“ war es für alle, die früher dort wohnten.';
const RUSSIAN =
  'Стоматологическая страховка покрывает два осмотра в год, остальное сотрудники оплачивают самостоятельно.';
const JAPANESE =
  '歯科保険は年に二回の検診を対象とし、残りの費用は従業員が負担します。詳しくは人事部にお問い合わせください。';
const KOREAN =
  '치과 보험은 일 년에 두 번의 검진을 포함하며 나머지 비용은 직원이 부담합니다. 자세한 내용은 인사부에 문의하십시오.';
const CHINESE = '牙科保险每年涵盖两次检查，其余费用由员工自行承担。详情请咨询人力资源部门，谢谢您的耐心阅读。';

describe(decodeText.name, () => {
  it.each([
    ['utf-8', GERMAN],
    ['utf-16le', GERMAN],
    ['utf-16be', RUSSIAN],
    ['utf-16le', CHINESE + '\n'],
    ['windows-1252', GERMAN],
    ['windows-1251', RUSSIAN],
    ['koi8-r', RUSSIAN],
    ['shift_jis', JAPANESE],
    ['euc-jp', JAPANESE],
    ['euc-kr', KOREAN],
    ['gb18030', CHINESE],
    ['big5', '牙科保險每年涵蓋兩次檢查，其餘費用由員工自行承擔。詳情請諮詢人力資源部門，謝謝您的耐心閱讀。'],
  ])('reads %s without a mark', (encoding, text) => {
    expect(decodeText(iconv.encode(text, encoding))).toBe(text);
  });

  it.each(['utf-8', 'utf-16le', 'utf-16be', 'utf-32le', 'utf-32be'])(
    'reads %s with a mark, which is no part of the text',
    (encoding) => {
      expect(decodeText(iconv.encode(JAPANESE, encoding, { addBOM: true }))).toBe(JAPANESE);
    },
  );

  it('reads ISO-2022-JP, which is plain ASCII to the eye', () => {
    // ESC $ B, 'にほん' in JIS, ESC ( B
    expect(decodeText(Buffer.from('1b2442244b245b24731b2842', 'hex'))).toBe('にほん');
  });

  it('keeps a UTF-8 text with one broken byte', () => {
    const bytes = Buffer.concat([Buffer.from(GERMAN), Buffer.from([0xff]), Buffer.from(GERMAN)]);
    expect(decodeText(bytes).replace(/[^a-z]/gi, '')).toContain('wohnten');
  });

  it('refuses what is no text', () => {
    expect(() => decodeText(Buffer.from([1, 0, 0, 2, 0, 255, 0, 3, 9, 0]))).toThrow(Unreadable);
  });
});
