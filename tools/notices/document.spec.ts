import { noticesDocument } from './document.ts';

describe(noticesDocument.name, () => {
  it('gives a text once, with the copyright line of each package under it', () => {
    const text = noticesDocument([
      { name: 'a', version: '1.0.0', licence: 'MIT', text: 'MIT\n\nCopyright (c) Ada\n\nDo as you like.' },
      { name: 'b', version: '2.0.0', licence: 'MIT', text: 'MIT\r\nCopyright 2020 Bo\r\n\r\nDo as   you like.\r\n' },
      { name: 'c', version: '3.0.0', licence: 'ISC', text: undefined },
    ]);

    expect(text).toContain('| c | 3.0.0 | ISC |');
    expect(text).toContain('- a 1.0.0: Copyright (c) Ada\n- b 2.0.0: Copyright 2020 Bo');
    expect(text.match(/like\./g)).toHaveLength(1);
  });
});
