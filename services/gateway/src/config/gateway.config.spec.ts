import { ConfigError } from '@shared/config';
import { gatewayConfig } from './gateway.config.js';

const needed = {
  CHAT_URL: 'http://chat:1/',
  INGESTION_URL: 'http://ingestion:2',
  ASSERTION_PRIVATE_KEY: 'line one\\nline two',
  MODEL_BASE_URL: 'http://models:3/v1',
  CHAT_MODEL: 'chat-model',
  EMBEDDING_MODEL: 'embedding-model',
};

describe(gatewayConfig.name, () => {
  it('listens on loopback with the limits of the design unless told otherwise', () => {
    expect(gatewayConfig(needed)).toMatchObject({
      host: '127.0.0.1',
      port: 8080,
      services: { chat: 'http://chat:1', ingestion: 'http://ingestion:2' },
      requestsPerMinute: 100,
      uploadsPerMinute: 60,
      uploadMaxBytes: 104_857_600, // 100 MiB
      drainMaxSeconds: 110,
    });
  });

  it('takes a key whose line breaks are written out', () => {
    expect(gatewayConfig(needed).assertionPrivateKey).toBe('line one\nline two');
  });

  it.each(Object.keys(needed))('does not start without %s', (name) => {
    expect(() => gatewayConfig({ ...needed, [name]: undefined })).toThrow(
      new ConfigError(`Bad environment: ${name} is missing.`),
    );
  });

  it.each([
    ['production', undefined, false],
    ['production', 'false', false],
    ['production', 'true', true],
    ['development', undefined, true],
    [undefined, undefined, true],
  ])('NODE_ENV=%s with ALLOW_ANONYMOUS=%s: starts %s', (NODE_ENV, ALLOW_ANONYMOUS, starts) => {
    const start = (): unknown => gatewayConfig({ ...needed, NODE_ENV, ALLOW_ANONYMOUS });
    if (starts) expect(start).not.toThrow();
    else expect(start).toThrow(/AUTH_MODE=none.*ALLOW_ANONYMOUS=true/);
  });

  it('knows no other way to sign in yet', () => {
    expect(() => gatewayConfig({ ...needed, AUTH_MODE: 'oidc' })).toThrow(/AUTH_MODE is not valid/);
  });
});
