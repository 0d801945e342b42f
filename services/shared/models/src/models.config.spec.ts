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
  const of = (env: Record<string, string>, capability: string) =>
    read(env).deployments.find((deployment) => deployment.capability === capability);

  it('makes pools of one from one endpoint and one key', () => {
    const key = { kind: 'key', key: 'key' };
    const common = { endpoint: 'https://models.example/v1', pathStyle: 'v1', auth: key, timeoutMs: 95_000 };
    expect(read({ MODEL_API_KEY: 'key' })).toMatchObject({
      deployments: [
        { ...common, name: 'chat', deployment: 'chat', model: 'chat', capability: 'chat' },
        { ...common, name: 'embed', deployment: 'embed', model: 'embed', capability: 'embedding' },
      ],
      chat: { model: 'chat' },
      embedding: { model: 'embed', dimensions: undefined },
    });
  });

  it('sends a key to no address it was not given for', () => {
    const env = { MODEL_API_KEY: 'key', EMBEDDING_BASE_URL: 'https://other.example/v1' };
    expect(of(env, 'embedding')).toMatchObject({ endpoint: 'https://other.example/v1', auth: { kind: 'none' } });
  });

  it('calls an Azure host without a key as the identity of the pod', () => {
    const env = { MODEL_BASE_URL: 'https://res.openai.azure.com/openai/v1' };
    expect(of(env, 'chat')?.auth).toEqual({ kind: 'token', scope: 'https://ai.azure.com/.default' });
  });

  it('gives one model that does both two names', () => {
    expect(read({ EMBEDDING_MODEL: 'chat' }).deployments.map(({ name }) => name)).toEqual(['chat', 'chat-embedding']);
  });

  it('says what is missing where neither an address nor a pool is named', () => {
    expect(() => read({ MODEL_BASE_URL: '' })).toThrow(/MODEL_BASE_URL is missing.*MODEL_DEPLOYMENTS_FILE/);
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
