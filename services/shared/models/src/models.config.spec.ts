import { readConfig } from '@shared/config';
import { z } from 'zod';
import { modelFields, modelsConfig } from './models.config.js';

const read = (env: Record<string, string>) =>
  modelsConfig(
    readConfig(z.object(modelFields), {
      MODEL_BASE_URL: 'https://models.example/v1/',
      CHAT_MODEL: 'chat',
      EMBEDDING_MODEL: 'embed',
      ...env,
    }),
  );

describe(modelsConfig.name, () => {
  it('uses one endpoint and one key for both', () => {
    expect(read({ MODEL_API_KEY: 'key' })).toMatchObject({
      chat: { baseUrl: 'https://models.example/v1', apiKey: 'key', model: 'chat', timeoutMs: 95_000 },
      embedding: { baseUrl: 'https://models.example/v1', apiKey: 'key', model: 'embed', dimensions: undefined },
    });
  });

  it('sends a key to no address it was not given for', () => {
    const { embedding } = read({ MODEL_API_KEY: 'key', EMBEDDING_BASE_URL: 'https://other.example/v1' });
    expect(embedding).toMatchObject({ baseUrl: 'https://other.example/v1', apiKey: undefined });
  });

  it.each([
    ['EMBEDDING_DIMENSIONS', '0'],
    ['EMBEDDING_DIMENSIONS', '4097'],
    ['MODEL_BASE_URL', 'ftp://models.example'],
    ['MODEL_TIMEOUT_MS', 'soon'],
  ])('names a bad %s without its value', (name, value) => {
    expect(() => read({ [name]: value })).toThrow(new RegExp(`^Bad environment: ${name} is not valid`));
  });
});
