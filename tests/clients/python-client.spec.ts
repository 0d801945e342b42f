import { execFile } from 'node:child_process';
import { resolve } from 'node:path';
import { promisify } from 'node:util';
import { FACT, FACT_QUESTION, startProductOfTwo, type ProductOfTwo } from './two-deployments.js';

/** The checks of `client.py`; one that is not reported has not been made. */
const CHECKS = [
  'models',
  'chat',
  'chat_streamed',
  'tools',
  'json_schema',
  'embeddings',
  'responses',
  'responses_streamed',
  'speech_and_transcription',
  'realtime',
  'documents',
  'documents_streamed',
  'errors',
];

describe('the openai package of PyPI', () => {
  let product: ProductOfTwo;
  let results: Readonly<Record<string, string>> = {};
  beforeAll(async () => {
    product = await startProductOfTwo();
    const { stdout } = await promisify(execFile)(
      process.env['CLIENTS_PYTHON'] ?? 'python3',
      [resolve('tests/clients/client.py'), product.baseUrl, FACT, FACT_QUESTION],
      { timeout: 120_000 },
    );
    results = JSON.parse(stdout) as typeof results;
  }, 360_000);
  afterAll(() => product.stop());

  it.each(CHECKS)('%s', (name) => {
    expect(results[name]).toBe('ok');
  });

  it('was answered by both deployments', () => {
    for (const operation of ['chat', 'responses'])
      for (const deployment of product.deployments) expect(deployment.counted(operation).calls).toBeGreaterThan(0);
  });
});
