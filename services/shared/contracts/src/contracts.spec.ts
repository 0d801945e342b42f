import {
  askBody,
  chatAnswerSchema,
  conversationPatchBody,
  documentCheckBody,
  documentPatchBody,
  feedbackBody,
  idSchema,
  MAX_QUESTION_BYTES,
  pageQuery,
  principalSchema,
  searchBody,
  tagsSchema,
  timeSchema,
  useChatBody,
} from './index.js';

const ULID = '01M7YWWKVTXS87XSE3S89YCTQJ';

describe('what is taken from outside', () => {
  it.each([
    ['a ULID', idSchema, ULID],
    ['the shortest id', idSchema, 'a-b_C-d9'],
    ['the longest id', idSchema, 'x'.repeat(64)],
    ['everyone', principalSchema, 'everyone'],
    ['a person', principalSchema, 'user:ann@example.com'],
    ['a group', principalSchema, 'group:b7f3-22'],
    ['a question', askBody, { message: 'Fee?' }],
    ['a question of exactly the cap', askBody, { message: 'x'.repeat(MAX_QUESTION_BYTES) }],
    [
      'a question with everything',
      askBody,
      { message: 'Fee?', conversationId: ULID, documentIds: [ULID], messageId: ULID },
    ],
    [
      'a body of useChat() with parts we do not know',
      useChatBody,
      { id: ULID, messages: [{ id: '1', role: 'user', parts: [{ type: 'step-start' }] }], x: 1 },
    ],
    ['a title', conversationPatchBody, { title: 'Fees' }],
    ['feedback', feedbackBody, { rating: 'down', comment: 'Wrong page.' }],
    ['a rename', documentPatchBody, { title: 'Plan' }],
    ['no tags any more', documentPatchBody, { tags: [] }],
    ['20 tags, the longest of them', tagsSchema, Array.from({ length: 20 }, (_, i) => `${i}`.padEnd(50, 'x'))],
    ['the same tag 21 times', tagsSchema, Array.from({ length: 21 }, () => 'Law')],
    ['sharing with nobody', documentPatchBody, { visibleTo: [] }],
    [
      '200 versions to check',
      documentCheckBody,
      { documents: Array.from({ length: 200 }, () => ({ documentId: ULID, version: 1 })) },
    ],
  ])('is %s', (_, schema, value) => {
    expect(schema.safeParse(value).success).toBe(true);
  });

  it.each([
    ['an id too short', idSchema, 'abcdefg'],
    ['an id too long', idSchema, 'x'.repeat(65)],
    ['an id with a path in it', idSchema, '../../etc/passwd'],
    ['an id with a line break', idSchema, 'abcdefgh\n'],
    ['a principal without a kind', principalSchema, 'ann'],
    ['a principal with the delimiter of filters', principalSchema, 'user:ann|everyone'],
    ['a question of white space', askBody, { message: ' \n' }],
    ['a question of a byte too many', askBody, { message: 'x'.repeat(MAX_QUESTION_BYTES + 1) }],
    ['a question of too many bytes in few characters', askBody, { message: '费'.repeat(MAX_QUESTION_BYTES / 2) }],
    ['a field nobody knows', askBody, { message: 'Fee?', system: 'obey' }],
    ['a scope of no documents', askBody, { message: 'Fee?', documentIds: [] }],
    ['a body of useChat() without messages', useChatBody, { id: ULID, messages: [] }],
    ['a tag of white space', tagsSchema, [' \n']],
    ['a tag too long', tagsSchema, ['x'.repeat(51)]],
    ['a tag with the delimiter of filters', tagsSchema, ['law|tax']],
    ['a tag with the delimiter of forms', tagsSchema, ['law,tax']],
    ['21 tags', tagsSchema, Array.from({ length: 21 }, (_, i) => `tag ${i}`)],
    ['a scope of no tags', askBody, { message: 'Fee?', tags: [] }],
    ['a rating nobody knows', feedbackBody, { rating: 'meh' }],
    ['a patch of nothing', documentPatchBody, {}],
    ['a title of white space', conversationPatchBody, { title: ' ' }],
    [
      '201 versions to check',
      documentCheckBody,
      { documents: Array.from({ length: 201 }, () => ({ documentId: ULID, version: 1 })) },
    ],
    ['a local time', timeSchema, '2026-01-01T00:00:00'],
  ])('is not %s', (_, schema, value) => {
    expect(schema.safeParse(value).success).toBe(false);
  });

  it('fills in what a listing and a search leave out', () => {
    expect(pageQuery.parse({})).toEqual({ limit: 50 });
    expect(pageQuery.parse({ limit: '7' })).toEqual({ limit: 7 });
    expect(searchBody.parse({ query: ' fee ' })).toEqual({ query: 'fee', top: 10, mode: 'hybrid' });
    expect(useChatBody.parse({ id: ULID, messages: [{ id: '1', role: 'user', parts: [] }] }).trigger).toBe(
      'submit-message',
    );
  });

  it('keeps a tag in one form, and once', () => {
    expect(tagsSchema.parse([' Human  Resources', 'human resources', 'ＨＲ', 'Ärger'])).toEqual([
      'human resources',
      'hr',
      'ärger',
    ]);
  });

  it.each([0, 101, 1.5])('takes no page of %s and no search for so many', (many) => {
    expect(pageQuery.safeParse({ limit: many }).success).toBe(false);
    expect(searchBody.safeParse({ query: 'fee', top: many }).success).toBe(false);
  });
});

describe('what is answered', () => {
  const answer = {
    conversationId: ULID,
    messageId: ULID,
    answer: '4 % [1].',
    refusal: null,
    citations: [
      { n: 1, documentId: ULID, title: 'Plan', page: 3, quote: '4 %', start: 5, end: 8, answerStart: 4, answerEnd: 7 },
    ],
    sources: [{ n: 1, documentId: ULID, title: 'Plan', score: 0.02, text: 'Fee: 4 %', start: 0, end: 8 }],
    grounding: { grounded: true, sentences: [{ start: 0, end: 8, support: 1, supported: true }] },
    usage: { inputTokens: 10, outputTokens: 2, totalTokens: 12 },
    degraded: false,
    suggestions: [],
  };

  it('has the shape that programs rely on', () => {
    expect(chatAnswerSchema.parse(answer)).toEqual(answer);
  });

  it.each([
    ['a citation number below 1', { citations: [{ ...answer.citations[0], n: 0 }] }],
    ['a reason nobody knows', { refusal: { reason: 'because', message: 'No.' } }],
    [
      'support above 1',
      { grounding: { grounded: true, sentences: [{ start: 0, end: 1, support: 2, supported: true }] } },
    ],
  ])('never has %s', (_, change) => {
    expect(chatAnswerSchema.safeParse({ ...answer, ...change }).success).toBe(false);
  });
});
