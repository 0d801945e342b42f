import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ConfigError } from '@shared/config';
import { endpointOf, readPoolFile } from './pool-file.js';

const east = {
  name: 'east',
  endpoint: 'https://east.openai.azure.com',
  model: 'gpt-5',
  capability: 'chat',
  auth: { keyEnv: 'EAST_KEY' },
};

describe(readPoolFile.name, () => {
  let folder: string;
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'groundwork-pool-'))));
  afterEach(() => rmSync(folder, { recursive: true }));

  const read = (content: unknown, env: Record<string, string> = { EAST_KEY: 's3cret' }) => {
    const path = join(folder, 'pool.json');
    writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
    return readPoolFile(path, { env, tokenScope: 'scope', timeoutMs: 95_000 });
  };

  it('fills in what an entry leaves out', () => {
    expect(read({ deployments: [east] })).toEqual([
      {
        ...{ name: 'east', model: 'gpt-5', modelVersion: undefined, capability: 'chat', deployment: 'gpt-5' },
        ...{ endpoint: 'https://east.openai.azure.com/openai/v1', pathStyle: 'v1', apiVersion: '2024-10-21' },
        ...{ priority: 1, weight: 1, tokensPerMinute: undefined, maxConcurrent: 1_000, timeoutMs: 95_000 },
        ...{ tellsUsage: true, auth: { kind: 'key', key: 's3cret' } },
      },
    ]);
  });

  it('reads a key from a file, without its line end', () => {
    writeFileSync(join(folder, 'key'), 'from-a-file\n');
    const [deployment] = read({ deployments: [{ ...east, auth: { keyFile: join(folder, 'key') } }] });
    expect(deployment?.auth).toEqual({ kind: 'key', key: 'from-a-file' });
  });

  it.each([
    ['no JSON', '{', /is not JSON/],
    ['nothing', { deployments: [] }, /deployments/],
    ['a key written down', { deployments: [{ ...east, auth: { key: 's3cret' } }] }, /deployments\.0\.auth/],
    ['a field nobody knows', { deployments: [{ ...east, wieght: 3 }] }, /wieght/],
    ['a weight of 0', { deployments: [{ ...east, weight: 0 }] }, /deployments\.0\.weight/],
    ['a name twice', { deployments: [east, east] }, /two deployments are named "east"/],
    ['an unset key', { deployments: [{ ...east, auth: { keyEnv: 'WEST_KEY' } }] }, /WEST_KEY holds no key/],
    [
      'a token for a stranger',
      { deployments: [{ ...east, endpoint: 'https://example.com/v1', auth: { token: true } }] },
      /Azure hosts only/,
    ],
    [
      'versions that are no stand-ins',
      {
        deployments: [
          { ...east, modelVersion: '1' },
          { ...east, name: 'west', modelVersion: '2' },
        ],
      },
      /different versions/,
    ],
  ])('refuses %s in a sentence, without a key', (_, content, sentence) => {
    let message = '';
    try {
      read(content);
    } catch (error) {
      if (error instanceof ConfigError) message = error.message;
    }
    expect(message).toMatch(sentence);
    expect(message).not.toContain('s3cret');
  });
});

describe(endpointOf.name, () => {
  it.each([
    ['https://r.openai.azure.com/', 'v1', 'https://r.openai.azure.com/openai/v1'],
    ['https://r.services.ai.azure.com/openai/v1/', 'v1', 'https://r.services.ai.azure.com/openai/v1'],
    ['http://localhost:11434/v1', 'v1', 'http://localhost:11434/v1'],
    ['https://r.openai.azure.com/openai/v1', 'dated', 'https://r.openai.azure.com'],
    ['https://r.openai.azure.com/openai/deployments/gpt', 'dated', 'https://r.openai.azure.com'],
  ] as const)('%s (%s) is %s', (given, style, url) => {
    expect(endpointOf(given, style)).toBe(url);
  });
});
