import { analyze, wordsOf } from './analyzer.js';

describe('analyze', () => {
  it('lowers and stems English', () => {
    expect(analyze('The Deductibles were applied, twice')).toEqual(['the', 'deduct', 'were', 'appli', 'twice']);
  });

  it('takes the possessive away and closes other apostrophes', () => {
    expect(analyze("the company's plan, O'Neil’s plan")).toEqual(['the', 'compani', 'plan', 'oneil', 'plan']);
  });

  it('cuts at hyphens and underscores, and keeps digits with letters', () => {
    expect(analyze('max_tokens 401k X-ray')).toEqual(['max', 'token', '401k', 'x', 'rai']);
  });

  it('takes full-width letters and ligatures for the plain ones', () => {
    expect(analyze('ＡＢＣ ﬁle')).toEqual(['abc', 'file']);
  });

  it('finds resume in Résumé, and stems what is left', () => {
    expect(analyze('Résumés')).toEqual(analyze('resumes'));
  });

  it('keeps the vowel signs of Hindi: they are letters of the word', () => {
    expect(analyze('हिन्दी भाषा')).toEqual(['हिन्दी', 'भाषा']);
  });

  it('pairs Chinese letters; the index also keeps the last one alone', () => {
    expect(analyze('北京大学', 'query')).toEqual(['北京', '京大', '大学']);
    expect(analyze('北京大学')).toEqual(['北京', '京大', '大学', '学']);
  });

  it('cuts Thai into words', () => {
    expect(analyze('ภาษาไทยสวย')).toEqual(['ภาษา', 'ไทย', 'สวย']);
  });

  it('cuts where the script changes within a word', () => {
    expect(analyze('iPhone手机', 'query')).toEqual(['iphon', '手机']);
  });

  it('knows an Arabic word with article and vowel signs', () => {
    expect(analyze('الكِتَاب')).toEqual(analyze('كتاب'));
  });

  it('gives no term for signs, and bounds a very long word', () => {
    expect(analyze('?! — …')).toEqual([]);
    expect(analyze('7'.repeat(1_000))[0]).toHaveLength(255);
  });

  it('gives terms that hold no sign at which SQLite would cut', () => {
    const terms = analyze('a.b,c;d "e" (f) 3.5% naïve’s x\u0301y २०२६ ٣٤');
    expect(terms.join('')).not.toMatch(/[\0-/:-@[-`{-\x7f]/);
  });
});

describe('wordsOf', () => {
  it('names the places in the text as it was given, not as it was normalised', () => {
    expect(wordsOf('ﬁle ½ Plans')).toEqual([
      { start: 0, end: 3, terms: ['file'] },
      { start: 4, end: 5, terms: ['1', '2'] },
      { start: 6, end: 11, terms: ['plan'] },
    ]);
  });
});
