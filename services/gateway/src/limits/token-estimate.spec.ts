import type { Caller } from '@shared/identity';
import { chargedTokens, expectedTokens } from './token-estimate.js';

const caller: Caller = { tenantId: 'local', userId: 'ann', groups: [], roles: ['reader'], correlationId: 'c' };

describe(expectedTokens.name, () => {
  // 400 bytes are 100 tokens.
  it.each([
    ['embeddings', undefined, 100, 100],
    ['chat/completions', undefined, 100, 1_124],
    ['chat/completions', 50, 150, 150],
    ['responses', undefined, 100, 1_124],
    ['answer', undefined, 100, 1_124],
    // The longest answer is our choice: a caller with less left may still ask.
    ['chat', 4_096, 100, 4_196],
    ['realtime', undefined, 1, 1],
    ['audio/transcriptions', undefined, 1, 1],
  ])('%s with at most %p tokens needs %i and holds %i', (operation, maxOutputTokens, needed, wanted) => {
    expect(expectedTokens({ caller, operation, model: 'm', requestBytes: 400, maxOutputTokens })).toEqual({
      needed,
      wanted,
    });
  });
});

it('takes no more than 128,000 tokens for granted, since larger bodies hold pictures', () => {
  const call = { caller, operation: 'responses', model: 'm', requestBytes: 9_000_000, maxOutputTokens: 0 };
  expect(expectedTokens(call)).toEqual({ needed: 128_000, wanted: 128_000 });
  // A minute of sound at 128 kbit/s: 960,000 bytes.
  expect(expectedTokens({ ...call, operation: 'audio/transcriptions', requestBytes: 960_000 }).needed).toBe(600);
});

describe(chargedTokens.name, () => {
  const bytes = { requestBytes: 401, answerBytes: 8 };
  it.each([
    ["the provider's count", { tokens: { input: 7, output: 2 }, outcome: 'complete' }, { input: 7, output: 2 }],
    ['the bytes where none arrived', { tokens: undefined, outcome: 'complete' }, { input: 101, output: 2 }],
    ['the bytes of a client that left', { tokens: undefined, outcome: 'left' }, { input: 101, output: 2 }],
    ['the bytes of what broke', { tokens: undefined, outcome: 'broken' }, { input: 101, output: 2 }],
    ['nothing for what nobody took', { tokens: undefined, outcome: 'refused' }, { input: 0, output: 0 }],
    ['what a filtered prompt cost', { tokens: { input: 7, output: 0 }, outcome: 'refused' }, { input: 7, output: 0 }],
  ] as const)('charges %s', (_, used, charged) => {
    expect(chargedTokens({ ...bytes, ...used }, 'responses')).toEqual(charged);
  });
});
