import { z } from 'zod';
import { decimal, flag, httpUrl, port, wholeNumber } from './fields.js';
import { ConfigError, readConfig } from './read-config.js';

const schema = z.object({
  URL: httpUrl,
  KEY: z.string().min(5),
  PORT: port(8080),
  COUNT: wholeNumber(1, 10, 5),
  SHARE: decimal(0, 1, 0.5),
  OPEN: flag(false),
  MODE: z.enum(['a', 'b']).default('a'),
});
const good = { URL: 'http://host:1/path/', KEY: 'enough' };

/** The sentence that starting fails with. */
function fault(env: Record<string, string | undefined>): string {
  try {
    readConfig(schema, env);
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
  }
  throw new Error('should have failed with a ConfigError');
}

describe(readConfig.name, () => {
  it('fills in defaults and takes an address without its trailing slash', () => {
    expect(readConfig(schema, good)).toEqual({
      URL: 'http://host:1/path',
      KEY: 'enough',
      PORT: 8080,
      COUNT: 5,
      SHARE: 0.5,
      OPEN: false,
      MODE: 'a',
    });
  });

  it('takes zero, false and one end of each range as values', () => {
    const env = { ...good, PORT: '0', COUNT: '10', SHARE: '0', OPEN: 'false', MODE: 'b' };
    expect(readConfig(schema, env)).toMatchObject({ PORT: 0, COUNT: 10, SHARE: 0, OPEN: false, MODE: 'b' });
  });

  it('takes an empty variable for one that is not set', () => {
    expect(readConfig(schema, { ...good, COUNT: '' }).COUNT).toBe(5);
    expect(fault({ ...good, KEY: '' })).toBe('Bad environment: KEY is missing.');
  });

  it('is frozen', () => {
    expect(Object.isFrozen(readConfig(schema, good))).toBe(true);
  });

  it('names everything that is wrong at once', () => {
    expect(fault({ KEY: 'abc', PORT: '70000' })).toBe(
      'Bad environment: URL is missing; KEY is not valid (at least 5); PORT is not valid (at most 65535).',
    );
  });

  it.each([
    ['KEY', 'tiny'],
    ['URL', 'ftp://s3cret'],
    ['URL', 's3cret'],
    ['PORT', '80 s3cret'],
    ['COUNT', '0'],
    ['COUNT', '11'],
    ['COUNT', '1.5'],
    ['COUNT', '1e1'],
    ['COUNT', ' 5'],
    ['SHARE', '1.01'],
    ['SHARE', 'half'],
    ['OPEN', 'yes'],
    ['OPEN', 'TRUE'],
    ['MODE', 's3cret'],
  ])('names %s, never its value "%s"', (name, value) => {
    const sentence = fault({ ...good, [name]: value });
    expect(sentence).toMatch(new RegExp(`^Bad environment: ${name} is not valid \\(.+\\)\\.$`));
    expect(sentence).not.toMatch(/s3cret|tiny|half|yes|TRUE/);
  });
});
