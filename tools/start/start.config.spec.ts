import { CannotStart } from '../cannot-start.ts';
import { readStartConfig } from './start.config.ts';

describe(readStartConfig.name, () => {
  it('needs nothing', () => {
    const config = readStartConfig({ PATH: '/bin', npm_config_cache: '/x' });

    expect(config).toMatchObject({ gatewayHost: '127.0.0.1', models: undefined, passedOn: { PATH: '/bin' } });
    expect(config.ports).toEqual({ gateway: 8080, chat: 0, ingestion: 0, azure: 0, blob: 0, queue: 0, table: 0 });
    expect(config.passedOn).not.toHaveProperty('npm_config_cache');
  });

  it('takes an empty variable for one that is not set', () => {
    expect(readStartConfig({ GATEWAY_PORT: '', MODEL_BASE_URL: '' })).toMatchObject({
      ports: { gateway: 8080 },
      models: undefined,
    });
  });

  it('leaves embeddings on this machine unless a model is named for them', () => {
    const env = { MODEL_BASE_URL: 'http://localhost:11434/v1', CHAT_MODEL: 'm' };

    expect(readStartConfig(env).models).toMatchObject({ chatModel: 'm', embeddingModel: undefined });
    expect(readStartConfig({ ...env, EMBEDDING_MODEL: 'e' }).models).toMatchObject({ embeddingModel: 'e' });
  });

  it.each([
    ['a port that is a word', { GATEWAY_PORT: 'soon' }, 'GATEWAY_PORT'],
    ['a port that is too large', { CHAT_PORT: '65536' }, 'CHAT_PORT'],
    ['an address without a model', { MODEL_BASE_URL: 'http://h/v1' }, 'CHAT_MODEL'],
    ['a model without an address', { CHAT_MODEL: 'm' }, 'MODEL_BASE_URL'],
    ['a key without an address', { MODEL_API_KEY: 'hunter2' }, 'MODEL_API_KEY'],
    ['an address that is none', { MODEL_BASE_URL: 'localhost:11434', CHAT_MODEL: 'm' }, 'MODEL_BASE_URL'],
    ['dimensions that are none', { EMBEDDING_DIMENSIONS: '0' }, 'EMBEDDING_DIMENSIONS'],
  ])('refuses %s by name and shows no value', (_, env, name) => {
    const read = (): unknown => readStartConfig(env);

    expect(read).toThrow(CannotStart);
    expect(read).toThrow(name);
    expect(read).not.toThrow('hunter2');
  });
});
