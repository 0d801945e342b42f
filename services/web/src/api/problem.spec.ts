import { readChatError, readProblem, retryAfterSeconds } from './problem.js';

const words = { unreachable: 'No connection.', unknown: 'Try again.' };

describe(readProblem.name, () => {
  it('takes code, detail and the reference from problem details', () => {
    const body = JSON.stringify({
      type: 'about:blank',
      title: 'Conflict',
      status: 409,
      code: 'answer_running',
      detail: 'An answer is still being written. Stop it first.',
      instance: 'req-1',
    });
    expect(readProblem(body)).toEqual({
      code: 'answer_running',
      message: 'An answer is still being written. Stop it first.',
      reference: 'req-1',
    });
  });

  it('falls back to the title when there is no detail', () => {
    expect(readProblem('{"title":"Too many requests","code":"rate_limited"}')).toEqual({
      code: 'rate_limited',
      message: 'Too many requests',
    });
  });

  it.each(['<html>502</html>', '', '"text"', 'null', '[]', '{"detail":7}'])('is null for a body of %p', (body) => {
    expect(readProblem(body)).toBeNull();
  });
});

describe(readChatError.name, () => {
  it('prefers the problem in the message of a refused request', () => {
    const error = new Error('{"code":"question_too_long","detail":"Ask in fewer words."}');
    expect(readChatError(error, { code: 'x', message: 'streamed' }, words).message).toBe('Ask in fewer words.');
  });

  it('uses what the stream said before it ended', () => {
    const streamed = { code: 'model_unavailable', message: 'Every model is busy.' };
    expect(readChatError(new Error('An error occurred.'), streamed, words)).toBe(streamed);
  });

  it('tells a lost connection from an unknown fault, and shows neither raw text', () => {
    expect(readChatError(new TypeError('Failed to fetch'), null, words)).toEqual({
      code: 'unreachable',
      message: 'No connection.',
    });
    expect(readChatError(new Error('<html>'), null, words)).toEqual({ code: 'unknown', message: 'Try again.' });
  });
});

describe(retryAfterSeconds.name, () => {
  it('reads whole seconds only', () => {
    expect(retryAfterSeconds('12')).toBe(12);
    expect(retryAfterSeconds('Fri, 21 Nov 2026 10:00:00 GMT')).toBeUndefined();
    expect(retryAfterSeconds('-1')).toBeUndefined();
    expect(retryAfterSeconds(null)).toBeUndefined();
  });
});
