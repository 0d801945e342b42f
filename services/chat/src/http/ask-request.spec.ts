import { toAskRequest } from './ask-request.js';

const part = (text: string) => ({ type: 'text', text });
const user = (text: string, id = 'message-0001') => ({ id, role: 'user', parts: [part(text)] });
const KB = 1024;

describe(toAskRequest.name, () => {
  it('takes our own body', () => {
    const body = {
      message: ' Fee? ',
      conversationId: 'conversation-1',
      documentIds: ['document-1'],
      messageId: 'message-0001',
    };
    expect(toAskRequest(body)).toEqual({
      question: 'Fee?',
      conversationId: 'conversation-1',
      documentIds: ['document-1'],
      messageId: 'message-0001',
      regenerate: false,
      mayBegin: false,
    });
  });

  it('takes the last user message of a useChat() body, whatever else is in it', () => {
    const body = {
      id: 'conversation-1',
      messages: [
        user('Old?', 'message-0000'),
        { id: 'x', role: 'assistant', parts: [{ type: 'step-start' }] },
        user('New?'),
      ],
      trigger: 'submit-message',
      tags: ['Law'],
      extra: true,
    };
    expect(toAskRequest(body)).toEqual({
      question: 'New?',
      conversationId: 'conversation-1',
      tags: ['law'],
      messageId: 'message-0001',
      regenerate: false,
      mayBegin: true,
    });
  });

  it('knows a regenerate, and does without an id it cannot use', () => {
    const body = {
      id: 'conversation-1',
      messages: [user('New?', '1')],
      trigger: 'regenerate-message',
      messageId: 'answer-01',
    };
    expect(toAskRequest(body)).toEqual({
      question: 'New?',
      conversationId: 'conversation-1',
      regenerates: 'answer-01',
      regenerate: true,
      mayBegin: true,
    });
  });

  it('takes the place of a branch, from either body', () => {
    expect(toAskRequest({ message: 'Fee?', parentId: 'answer-01' })).toMatchObject({ parentId: 'answer-01' });
    expect(toAskRequest({ message: 'Fee?', parentId: null })).toMatchObject({ parentId: null });
    const body = { id: 'conversation-1', messages: [user('New?')], parentId: null };
    expect(toAskRequest(body)).toMatchObject({ parentId: null });
  });

  it.each([
    ['an empty message', { message: ' \n' }, 'question_empty'],
    ['no text in the last user message', { id: 'conversation-1', messages: [user('')] }, 'question_empty'],
    [
      'no user message',
      { id: 'conversation-1', messages: [{ id: 'a', role: 'assistant', parts: [] }] },
      'question_empty',
    ],
    ['a byte too many', { message: 'x'.repeat(50 * KB + 1) }, 'question_too_large'],
    ['too many bytes of few characters', { message: '费'.repeat(17_100) }, 'question_too_large'],
    [
      'a byte too many in the last message',
      { id: 'conversation-1', messages: [user('x'.repeat(50 * KB + 1))] },
      'question_too_large',
    ],
    ['no message', {}, 'invalid_input'],
    ['a message that is no text', { message: 4 }, 'invalid_input'],
    ['an unknown field', { message: 'Fee?', model: 'x' }, 'invalid_input'],
    ['a malformed conversation id', { message: 'Fee?', conversationId: '../etc' }, 'invalid_input'],
    ['a malformed useChat id', { id: 'a b', messages: [user('Fee?')] }, 'invalid_input'],
    ['a list', [], 'invalid_input'],
    ['nothing', undefined, 'invalid_input'],
  ])('refuses %s', (_, body, code) => {
    expect(() => toAskRequest(body)).toThrow(expect.objectContaining({ code }) as Error);
  });

  it('takes exactly the cap, and any history before it', () => {
    const question = 'x'.repeat(50 * KB);
    expect(toAskRequest({ message: question }).question).toHaveLength(50 * KB);
    expect(toAskRequest({ id: 'conversation-1', messages: [user('y'.repeat(60 * KB)), user('Fee?')] }).question).toBe(
      'Fee?',
    );
  });
});
