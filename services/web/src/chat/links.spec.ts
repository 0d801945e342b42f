import { safeUrl } from './links.js';

describe(safeUrl.name, () => {
  it.each(['https://example.org/a?b=c:d', 'http://localhost', '/api/documents/x', '#page=3', 'a/b:c'])(
    'keeps %p',
    (url) => {
      expect(safeUrl(url)).toBe(url);
    },
  );

  it.each(['javascript:alert(1)', ' JavaScript:alert(1)', 'data:text/html,x', 'file:///etc/passwd', 'vbscript:x'])(
    'drops %p',
    (url) => {
      expect(safeUrl(url)).toBe('');
    },
  );
});
