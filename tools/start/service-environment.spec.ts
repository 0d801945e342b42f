import { createPrivateKey, createPublicKey } from 'node:crypto';
import { serviceEnvironments } from './service-environment.ts';
import { readStartConfig } from './start.config.ts';

const PORTS = { gateway: 1, chat: 2, ingestion: 3, azure: 4, blob: 5, queue: 6, table: 7 };
const AZURE = { ready: true, url: 'http://127.0.0.1:4', blob: 'b', queue: 'q', table: 't' } as const;
const environments = (env: Record<string, string>) =>
  serviceEnvironments(readStartConfig(env), PORTS, AZURE, 'local', '/web');

describe(serviceEnvironments.name, () => {
  it('gives the signing key to the gateway alone, and its other half to the others', () => {
    const { gateway, chat, ingestion } = environments({});

    const derived = createPublicKey(createPrivateKey(gateway['ASSERTION_PRIVATE_KEY']!)).export({
      type: 'spki',
      format: 'pem',
    });
    for (const service of [chat, ingestion]) {
      expect(service['ASSERTION_PUBLIC_KEY']).toBe(derived);
      expect(service).not.toHaveProperty('ASSERTION_PRIVATE_KEY');
    }
  });

  it('makes another key at every start', () => {
    expect(environments({}).chat['ASSERTION_PUBLIC_KEY']).not.toBe(environments({}).chat['ASSERTION_PUBLIC_KEY']);
  });

  it('points all models at local Azure by default', () => {
    expect(environments({}).chat).toMatchObject({
      MODEL_BASE_URL: 'http://127.0.0.1:4/openai/v1',
      MODEL_API_KEY: 'local',
      CHAT_MODEL: 'local-extractive',
      EMBEDDING_MODEL: 'local-hashed',
      EMBEDDING_DIMENSIONS: '3072',
    });
  });

  it('points chat elsewhere and leaves embeddings here, without sending the local key away', () => {
    const { chat } = environments({ MODEL_BASE_URL: 'http://gpu:1/v1', CHAT_MODEL: 'm' });

    expect(chat).toMatchObject({
      MODEL_BASE_URL: 'http://gpu:1/v1',
      CHAT_MODEL: 'm',
      EMBEDDING_BASE_URL: 'http://127.0.0.1:4/openai/v1',
      EMBEDDING_API_KEY: 'local',
    });
    expect(chat).not.toHaveProperty('MODEL_API_KEY');
  });

  it('sends embeddings along where a model is named for them, and leaves their length to be asked', () => {
    const { ingestion } = environments({ MODEL_BASE_URL: 'http://gpu:1/v1', CHAT_MODEL: 'm', EMBEDDING_MODEL: 'e' });

    expect(ingestion).toMatchObject({ EMBEDDING_MODEL: 'e' });
    expect(ingestion).not.toHaveProperty('EMBEDDING_BASE_URL');
    expect(ingestion).not.toHaveProperty('EMBEDDING_DIMENSIONS');
  });

  it('hands a pool of deployments on by its absolute path, with embeddings here unless the pool has them', () => {
    const pool = { MODEL_DEPLOYMENTS_FILE: '/etc/pool.json', CHAT_MODEL: 'm', EAST_KEY: 'k' };

    expect(environments(pool).chat).toMatchObject({ ...pool, EMBEDDING_BASE_URL: 'http://127.0.0.1:4/openai/v1' });
    expect(environments(pool).chat).not.toHaveProperty('MODEL_BASE_URL');
    expect(environments({ ...pool, EMBEDDING_MODEL: 'e' }).chat).not.toHaveProperty('EMBEDDING_BASE_URL');
  });

  it('gives each service a metrics port of its own, or none', () => {
    const { chat, ingestion } = environments({ INGESTION_METRICS_PORT: '9464', METRICS_PORT: '99' });

    expect([ingestion['METRICS_PORT'], chat['METRICS_PORT']]).toEqual(['9464', '']);
  });

  it('passes the settings of the services on, but never the port of another program', () => {
    const { chat, gateway } = environments({ CHAT_RESUME_SECONDS: '5', PORT: '99', HOST: 'example.org' });

    expect(chat).toMatchObject({ CHAT_RESUME_SECONDS: '5', PORT: '2', HOST: '127.0.0.1' });
    expect(gateway).toMatchObject({ GATEWAY_PORT: '1' });
  });
});
