import { BadFault, parseFault } from './fault.js';

describe(parseFault.name, () => {
  it.each([
    ['429', { kind: 'status', status: 429 }],
    ['429/1500', { kind: 'status', status: 429, retryAfterMs: 1_500 }],
    ['latency=200', { kind: 'latency', ms: 200 }],
    ['latency=200/20', { kind: 'latency', ms: 200, perTokenMs: 20 }],
    ['cut=5', { kind: 'cut', afterChunks: 5 }],
    ['stall=0', { kind: 'stall', afterChunks: 0 }],
    ['stream_error=2', { kind: 'stream_error', afterChunks: 2 }],
    ['partial=503/2', { kind: 'partial', status: 503, everyNth: 2 }],
    ['content_filter', { kind: 'content_filter', where: 'prompt' }],
    ['content_filter=prompt', { kind: 'content_filter', where: 'prompt' }],
    ['content_filter=4', { kind: 'content_filter', where: 'stream', afterChunks: 4 }],
    ['obedient', { kind: 'obedient' }],
    ['{"kind":"status","status":503,"retryAfterSeconds":2}', { kind: 'status', status: 503, retryAfterSeconds: 2 }],
  ])('reads %s', (text, fault) => {
    expect(parseFault(text)).toEqual(fault);
  });

  it.each([
    '200',
    'soon',
    'latency=-1',
    'latency=x',
    'cut',
    '{"kind":"status"',
    '{"kind":"explode"}',
    '{"kind":"cut","afterChunks":1,"more":1}',
  ])('refuses %s with a sentence that shows the forms', (text) => {
    expect(() => parseFault(text)).toThrow(BadFault);
    expect(() => parseFault(text)).toThrow(/Send JSON such as .* or a short form such as 429/);
  });
});
