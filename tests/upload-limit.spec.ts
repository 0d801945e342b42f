import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parse } from 'yaml';
import { gatewayConfig } from '../services/gateway/src/config/gateway.config.js';
import { FORM_OVERHEAD_BYTES } from '../services/gateway/src/forwarding/forwarder.js';
import { IngestionConfig } from '../services/ingestion/src/config/ingestion.config.js';

const root = resolve(__dirname, '..');
const read = (path: string): string => readFileSync(join(root, path), 'utf8');

/** What both services need to start at all; nothing of it is called. */
const NEEDED = {
  CHAT_URL: 'http://127.0.0.1:1',
  INGESTION_URL: 'http://127.0.0.1:1',
  ASSERTION_PRIVATE_KEY: 'none',
  ASSERTION_PUBLIC_KEY: 'none',
  STORAGE_BLOB_URL: 'http://127.0.0.1:1/none',
  STORAGE_QUEUE_URL: 'http://127.0.0.1:1/none',
  STORAGE_TABLE_URL: 'http://127.0.0.1:1/none',
  STORAGE_ACCOUNT_KEY: 'bm9uZQ==',
  SEARCH_URL: 'http://127.0.0.1:1',
  SEARCH_API_KEY: 'none',
  MODEL_BASE_URL: 'http://127.0.0.1:1/v1',
  CHAT_MODEL: 'none',
  EMBEDDING_MODEL: 'none',
};

/** How it is held on the wire: tests/nginx. */
describe('the largest file', () => {
  const { uploads } = parse(read('charts/groundwork/values.yaml')) as { uploads: { maxBytes: number } };

  it('is one number in the gateway, in ingestion and in the chart', () => {
    const inGateway = gatewayConfig(NEEDED).uploadMaxBytes;
    const inIngestion = new IngestionConfig(NEEDED).uploadMaxBytes;

    expect([inGateway, inIngestion, uploads.maxBytes]).toEqual([104_857_600, 104_857_600, 104_857_600]);
  });

  it('is given by the chart to all services from one value', () => {
    const given = read('charts/groundwork/templates/_environment.tpl').match(/^UPLOAD_MAX_BYTES: .*$/gm);

    expect(given).toEqual([
      'UPLOAD_MAX_BYTES: {{ .Values.uploads.maxBytes | int64 | quote }}',
      'UPLOAD_MAX_BYTES: {{ $values.uploads.maxBytes | int64 | quote }}',
    ]);
  });

  it('stands in the ingress with exactly what the gateway lets a form add', () => {
    const template = read('charts/groundwork/templates/exposure.yaml');
    const [, added] = /\$bytes := add \(int64 \.Values\.uploads\.maxBytes\) (\d+)/.exec(template) ?? [];

    expect(Number(added)).toBe(FORM_OVERHEAD_BYTES);
    expect(template).toContain('"nginx.ingress.kubernetes.io/proxy-body-size" ($bytes | toString)');
    expect(template).toContain('"nginx.org/client-max-body-size" ($bytes | toString)');
  });

  // services/gateway/test/identity.e2e-spec.ts: /config.json tells it; services/web/src/documents/largest-file.spec.ts: the page keeps to it.
  it('is no number of its own in the web page', () => {
    expect(read('services/web/src/documents/largest-file.ts')).not.toMatch(/\d/);
  });
});
