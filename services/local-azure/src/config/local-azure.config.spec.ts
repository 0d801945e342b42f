import { CannotStart } from '../cannot-start.js';
import { readLocalAzureConfig } from './local-azure.config.js';

describe(readLocalAzureConfig.name, () => {
  it('listens on loopback and free ports unless told otherwise', () => {
    expect(readLocalAzureConfig({ GROUNDWORK_DATA_DIR: '/data' })).toEqual({
      host: '127.0.0.1',
      port: 0,
      storagePorts: { blob: 0, queue: 0, table: 0 },
      apiKey: 'local-azure-key',
      visibilityLagMs: 0,
      dataDir: '/data',
    });
  });

  it('names every bad variable, and no value', () => {
    const env = { LOCAL_AZURE_PORT: 'eighty', SEARCH_VISIBILITY_LAG_MS: '-1', LOCAL_AZURE_API_KEY: 'hunter2' };

    expect(() => readLocalAzureConfig(env)).toThrow(CannotStart);
    expect(() => readLocalAzureConfig(env)).toThrow(/LOCAL_AZURE_PORT.*SEARCH_VISIBILITY_LAG_MS/);
    expect(() => readLocalAzureConfig(env)).not.toThrow(/eighty|hunter2/);
  });
});
