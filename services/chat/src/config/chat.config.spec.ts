import { readChatConfig } from './chat.config.js';

const NEEDED = {
  ASSERTION_PUBLIC_KEY: 'pem',
  INGESTION_URL: 'http://127.0.0.1:8081/',
  STORAGE_BLOB_URL: 'http://127.0.0.1:1/account',
  STORAGE_QUEUE_URL: 'http://127.0.0.1:2/account',
  STORAGE_TABLE_URL: 'http://127.0.0.1:3/account',
  SEARCH_URL: 'http://127.0.0.1:4',
  MODEL_BASE_URL: 'http://127.0.0.1:4/openai/v1',
  CHAT_MODEL: 'local-extractive',
  EMBEDDING_MODEL: 'local-hashed',
};

describe(readChatConfig.name, () => {
  it('has a default for everything that can have one', () => {
    expect(readChatConfig(NEEDED)).toMatchObject({
      host: '127.0.0.1',
      logLevel: 'info',
      ingestionUrl: 'http://127.0.0.1:8081',
      answers: {
        maxAnswerMs: 100_000,
        resumeMs: 30_000,
        refusalText: undefined,
        groundingCheck: false,
        suggestions: 0,
      },
      retrieval: { nearest: 50, semanticRanker: false },
    });
  });

  it.each([
    ['0.35 for the hashed stand-in', {}, 0.35],
    ['1 for an embedding model', { EMBEDDING_MODEL: 'text-embedding-3-large' }, 1],
    ['what is configured', { RETRIEVAL_VECTOR_WEIGHT: '0' }, 0],
  ])('weighs the vector leg by %s', (_, env, weight) => {
    expect(readChatConfig({ ...NEEDED, ...env }).retrieval.vectorWeight).toBe(weight);
  });

  it.each([
    ['0.3 for the hashed stand-in', {}, 0.3],
    ['nothing for an embedding model', { EMBEDDING_MODEL: 'text-embedding-3-large' }, 0],
  ])('asks of the best passage %s', (_, env, share) => {
    expect(readChatConfig({ ...NEEDED, ...env }).retrieval.minCoverage).toBe(share);
  });

  it('takes 0 for a value', () => {
    const { answers, retrieval } = readChatConfig({ ...NEEDED, CHAT_RESUME_SECONDS: '0', RETRIEVAL_MIN_COVERAGE: '0' });
    expect([answers.resumeMs, retrieval.minCoverage]).toEqual([0, 0]);
  });

  it.each([
    ['ASSERTION_PUBLIC_KEY', ''],
    ['INGESTION_URL', 'nowhere'],
    ['CHAT_MAX_ANSWER_SECONDS', 'soon'],
    ['RETRIEVAL_MIN_COVERAGE', '2'],
  ])('names a bad %s, never its value', (name, value) => {
    const reading = () => readChatConfig({ ...NEEDED, [name]: value });
    expect(reading).toThrow(name);
    if (value) expect(reading).not.toThrow(value);
  });
});
