import { checkDoor, HostNotAllowed, OriginNotAllowed, type Knock } from './door.js';

/** The code of the error that shuts the door, or undefined where it opens. */
function shutBy(come: () => void): string | undefined {
  try {
    come();
    return undefined;
  } catch (error) {
    if (error instanceof HostNotAllowed || error instanceof OriginNotAllowed) return error.code;
    throw error;
  }
}

const knock =
  (headers: Knock['headers'], method = 'GET', path = '/api/documents') =>
  (): void =>
    checkDoor({ method, path, headers });

describe(checkDoor.name, () => {
  it.each(['localhost', 'localhost:8080', 'LOCALHOST:1', '127.0.0.1', '127.0.0.1:65535', '[::1]', '[::1]:8080'])(
    'opens for Host %s',
    (host) => {
      expect(knock({ host })).not.toThrow();
    },
  );

  it.each([
    undefined,
    '',
    'example.com',
    'localhost.example.com',
    'localhost:8080.example.com',
    'example.com:8080@localhost',
    '127.0.0.1.nip.io',
    '127.0.0.2',
    '0.0.0.0',
    '::1',
    '[::1].example.com',
    'localhost:',
    'localhost:80x',
    ' localhost',
  ])('stays shut for Host "%s"', (host) => {
    expect(shutBy(knock({ host }))).toBe('host_not_allowed');
  });

  it.each([
    ['demo.example', undefined],
    ['demo.example:8443', undefined],
    ['DEMO.example', undefined],
    ['sub.demo.example', 'host_not_allowed'],
    ['demo.example.evil', 'host_not_allowed'],
    ['demo.example:8443.evil', 'host_not_allowed'],
    ['demo.example@evil', 'host_not_allowed'],
  ])('told of demo.example, answers Host %s with %s', (host, code) => {
    const rules = { issuer: undefined, corsOrigins: [], anonymousHosts: ['demo.example'] };
    expect(shutBy(() => checkDoor({ method: 'GET', path: '/', headers: { host } }, rules))).toBe(code);
  });

  it.each(['/health/live', '/health/ready'])('lets a probe under any name ask %s', (path) => {
    expect(knock({ host: '10.1.2.3:8080' }, 'GET', path)).not.toThrow();
  });

  it.each(['http://localhost:8080', 'https://localhost:8080', 'http://LOCALHOST:8080'])(
    'opens for its own Origin %s',
    (origin) => {
      expect(knock({ host: 'localhost:8080', origin }, 'POST')).not.toThrow();
    },
  );

  it.each([
    'null',
    '',
    'http://localhost',
    'http://localhost:3000',
    'http://127.0.0.1:8080',
    'http://evil.example',
    'http://localhost:8080.evil.example',
    'ftp://localhost:8080',
    'chrome-extension://localhost:8080',
  ])('stays shut for Origin "%s"', (origin) => {
    expect(shutBy(knock({ host: 'localhost:8080', origin }))).toBe('origin_not_allowed');
  });

  const link = { 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' };
  it.each([
    ['a program, which says nothing', 'GET', {}, true],
    ['our own page', 'POST', { 'sec-fetch-site': 'same-origin', 'sec-fetch-mode': 'cors' }, true],
    ['an address typed by the user', 'GET', { 'sec-fetch-site': 'none', ...link }, true],
    ['a link on another page', 'GET', { 'sec-fetch-site': 'cross-site', ...link }, true],
    ['a form on another page', 'POST', { 'sec-fetch-site': 'cross-site', ...link }, false],
    [
      'an image on another page',
      'GET',
      { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors', 'sec-fetch-dest': 'image' },
      false,
    ],
    [
      'a frame in another page',
      'GET',
      { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'iframe' },
      false,
    ],
    [
      'a script on another port of this machine',
      'GET',
      { 'sec-fetch-site': 'same-site', 'sec-fetch-mode': 'no-cors' },
      false,
    ],
  ])('for %s', (_, method, headers, opens) => {
    expect(shutBy(knock({ host: 'localhost:8080', ...headers }, method))).toBe(
      opens ? undefined : 'origin_not_allowed',
    );
  });
});
