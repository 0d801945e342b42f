import { APIConnectionError, APIError } from 'openai';
import { ModelUnavailable } from './errors.js';
import { modelFault, retryAfterSeconds } from './model-faults.js';

const answered = (status: number | undefined, code: string | null = null, headers = {}): APIError =>
  new APIError(status, { code, message: 'secret-key in a message' }, undefined, new Headers(headers));

describe(modelFault.name, () => {
  it.each([
    ['a throttle', answered(429), 'model_throttled'],
    ['a refused key', answered(401), 'model_credentials_refused'],
    ['a refused role', answered(403), 'model_credentials_refused'],
    ['a deployment that is not there', answered(404), 'model_credentials_refused'],
    ['a blocked prompt', answered(400, 'content_filter'), 'content_filtered'],
    ['a blocked answer, told inside the stream', answered(undefined, 'content_filter'), 'content_filtered'],
    ['a request it does not take', answered(400), 'model_rejected_request'],
    ['a time-out of its own', answered(408), 'model_unavailable'],
    ['a fault of its own', answered(503), 'model_unavailable'],
    ['a fault told inside the stream', answered(undefined, 'server_error'), 'model_unavailable'],
    ['no connection', new APIConnectionError({ message: 'refused' }), 'model_unavailable'],
    ['nonsense', new TypeError('x is undefined'), 'model_unavailable'],
  ])('names %s', (_, error, code) => {
    const fault = modelFault(error);
    expect(fault).toMatchObject({ code, cause: error });
    expect(fault.message).not.toContain('secret-key');
  });

  it('leaves an error of ours as it is', () => {
    const ours = new ModelUnavailable();
    expect(modelFault(ours)).toBe(ours);
  });

  it('passes on how long to wait', () => {
    expect(modelFault(answered(429, null, { 'retry-after-ms': '1500' })).retryAfterSeconds).toBe(1.5);
  });

  it('throws the reason of whoever gave up, whatever the error', () => {
    const reason = new Error('given up');
    expect(() => modelFault(answered(500), AbortSignal.abort(reason))).toThrow(reason);
  });
});

describe(retryAfterSeconds.name, () => {
  const now = Date.parse('2026-01-01T00:00:00Z');
  it.each([
    [{ 'retry-after-ms': '250' }, 0.25],
    [{ 'retry-after': '7' }, 7],
    [{ 'retry-after-ms': '250', 'retry-after': '7' }, 0.25],
    [{ 'retry-after': 'Thu, 01 Jan 2026 00:00:30 GMT' }, 30],
    [{ 'retry-after': 'Wed, 31 Dec 2025 00:00:00 GMT' }, 0],
    [{ 'retry-after': 'soon' }, undefined],
    [{}, undefined],
  ])('%j: %s', (headers, seconds) => {
    expect(retryAfterSeconds(new Headers(headers as Record<string, string>), now)).toBe(seconds);
  });
});
