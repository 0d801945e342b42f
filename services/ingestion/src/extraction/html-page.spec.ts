import iconv from 'iconv-lite';
import { readHtmlPage } from './html-page.js';

const parts = (html: string | Buffer) => {
  const { text, sections } = readHtmlPage(Buffer.from(html));
  return sections.map(({ start, end, heading }) => [heading, text.slice(start, end)]);
};

describe(readHtmlPage.name, () => {
  it('keeps headings, lists and tables', () => {
    const html = `<!doctype html><html><head><title>Site</title></head><body>
      <article><h1>Benefits</h1><p>All <b>staff</b>.</p>
      <section><h2>Dental</h2><ul><li>Cleaning</li><li>Checks</li></ul></section>
      <h2>Costs</h2><table><thead><tr><th>Plan</th><th>Fee</th></tr></thead><tbody><tr><td>Basic</td><td>12</td></tr></tbody></table>
      </article></body></html>`;
    expect(parts(html)).toEqual([
      ['Benefits', 'Benefits\nAll staff.'],
      ['Benefits > Dental', 'Dental\n- Cleaning\n- Checks'],
      ['Benefits > Costs', 'Costs\nPlan | Fee\nBasic | 12'],
    ]);
  });

  it.each([
    ['scripts', '<script>alert("x")</script>'],
    ['styles', '<style>p { color: red }</style>'],
    ['templates', '<template><p>later</p></template>'],
    ['what only shows without scripts', '<noscript>Switch scripts on</noscript>'],
    ['comments', '<!-- a secret -->'],
    ['hidden elements', '<p hidden>gone</p><div style="color: red; DISPLAY : none">gone</div>'],
    ['what is hidden from readers of screens', '<span aria-hidden="true">*</span>'],
    ['forms', '<select><option>One</option></select><textarea>draft</textarea><button>Send</button>'],
    ['frames and pictures', '<iframe src="http://127.0.0.1:1/">old</iframe><svg><title>t</title><text>x</text></svg>'],
  ])('leaves out %s', (_, hidden) => {
    expect(parts(`<body><p>Seen.</p>${hidden}`)).toEqual([[null, 'Seen.']]);
  });

  it('puts the title above the rest where there is no heading of that rank', () => {
    expect(parts('<title>Fees of \n 2026</title><h2>Dental</h2><p>12 euros')).toEqual([
      ['Fees of 2026 > Dental', 'Fees of 2026\nDental\n12 euros'],
    ]);
    expect(parts('<title>Site</title><h1>Fees</h1><p>12 euros')).toEqual([['Fees', 'Fees\n12 euros']]);
  });

  it('reads a table that only places columns as blocks', () => {
    const page = '<table><tr><td><h2>Menu</h2><p>Home</td><td><table><tr><td>Fee<td>12</table></td></tr></table>';
    expect(parts(page)).toEqual([['Menu', 'Menu\nHome\nFee | 12']]);
    expect(parts('<table role="presentation"><tr><td>Left<td>Right</table>')).toEqual([[null, 'Left\nRight']]);
  });

  it.each([
    ['windows-1252', '<meta charset="windows-1252"><p>Zähne – 12 €'],
    ['shift_jis', '<meta http-equiv="Content-Type" content="text/html; charset=Shift_JIS"><p>歯'],
    ['koi8-r', '<meta charset=koi8-r><p>Зуб'],
  ])('believes a page that says it is %s', (encoding, html) => {
    expect(parts(iconv.encode(html, encoding))).toEqual([[null, html.slice(html.indexOf('<p>') + 3)]]);
  });

  it('does not believe a page that is UTF-8 and says otherwise', () => {
    expect(parts('<meta charset="iso-8859-1"><p>Zähne')).toEqual([[null, 'Zähne']]);
  });

  it('walks a page that is nested very deep', () => {
    expect(parts(`${'<div><table><tr><td>'.repeat(5_000)}deep`)).toEqual([[null, 'deep']]);
  });
});
