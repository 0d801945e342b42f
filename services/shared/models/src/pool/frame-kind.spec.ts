import { kindOf } from './frame-kind.js';

const frame = (data: object | string): Buffer =>
  Buffer.from(`data: ${typeof data === 'string' ? data : JSON.stringify(data)}\n\n`);
const delta = (fields: object, more: object = {}) => ({
  choices: [{ index: 0, delta: fields, finish_reason: null, ...more }],
});

describe(kindOf.name, () => {
  it.each([
    ['a comment', Buffer.from(': keep-alive\n\n')],
    ['prompt annotations', frame({ choices: [], prompt_filter_results: [{ prompt_index: 0 }] })],
    ['a role', frame(delta({ role: 'assistant', content: '', refusal: null }))],
    [
      'an annotation without a delta',
      frame({ choices: [{ index: 0, finish_reason: null, content_filter_results: {} }] }),
    ],
    ['a response that was created', frame({ type: 'response.created', response: { error: null } })],
    ['an item without content', frame({ type: 'response.output_item.added', item: {} })],
  ])('%s says nothing yet', (_, bytes) => {
    expect(kindOf(bytes)).toEqual({ kind: 'preamble' });
  });

  it.each([
    ['a word', frame(delta({ content: 'Hi' }))],
    ['a tool call', frame(delta({ tool_calls: [{ index: 1, function: { arguments: '' } }] }))],
    ['one choice of two', frame({ choices: [{ delta: {} }, { delta: { content: 'x' } }] })],
    ['an end without a word', frame(delta({}, { finish_reason: 'stop' }))],
    ['a filtered end without a delta', frame({ choices: [{ index: 0, finish_reason: 'content_filter' }] })],
    ['a text delta of a response', frame({ type: 'response.output_text.delta', delta: 'H' })],
    ['the end', frame('[DONE]')],
    ['a line that is no JSON', frame('{"choices": [')],
  ])('%s counts', (_, bytes) => {
    expect(kindOf(bytes)).toEqual({ kind: 'content' });
  });

  it.each([
    [{ error: { message: 'overloaded', type: 'server_error', param: null, code: null } }, 'server_error', null],
    [{ error: { message: 'slow down', code: 429 } }, null, '429'],
    [{ type: 'error', code: 'server_error', message: 'x', param: null }, null, 'server_error'],
    [{ type: 'response.failed', response: { error: { code: 'server_error', message: 'x' } } }, null, 'server_error'],
  ])('%j is an error', (data, type, code) => {
    const found = kindOf(frame(data));
    expect(found).toMatchObject({ kind: 'error', error: { code } });
    if (found.kind === 'error' && !('type' in data)) expect(found.error.type).toBe(type);
  });
});
