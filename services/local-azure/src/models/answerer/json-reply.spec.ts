import { jsonReply } from './json-reply.js';

const user = (text: string): { role: string; text: string } => ({ role: 'user', text });

describe(jsonReply.name, () => {
  it('puts the standalone question where a schema asks for a query', () => {
    const schema = {
      type: 'object',
      properties: { query: { type: 'string' } },
      required: ['query'],
      additionalProperties: false,
    };

    const reply = jsonReply([user('What is the PerksPlus limit?'), user('and who pays it?')], schema);

    expect(JSON.parse(reply)).toEqual({ query: 'and who pays it? PerksPlus limit' });
  });

  it.each([
    ['supported', { type: 'array', items: { type: 'integer' } }, [1]],
    ['questions', { type: 'array', items: { type: 'string' } }, ['Zoo: silver salmon?']],
    ['supported', { type: 'boolean' }, false],
  ])('knows what %s is asked for, by its name and type', (name, property, value) => {
    const turn = user(
      '<source id="1" title="Zoo">Penguins hunt silver salmon.</source>\n<claim id="1" sources="1">Penguins hunt.</claim>',
    );
    const reply = jsonReply([turn], { type: 'object', properties: { [name]: property }, required: [name] });
    expect(JSON.parse(reply)).toEqual({ [name]: value });
  });

  it('fills what is required as emptily as its type allows', () => {
    const schema = {
      type: 'object',
      properties: {
        text: { type: 'string' },
        list: { type: 'array', items: { type: 'string' } },
        count: { type: 'integer', minimum: 1 },
        share: { type: 'number' },
        yes: { type: 'boolean' },
        kind: { enum: ['a', 'b'] },
        fixed: { const: 7 },
        maybe: { type: ['string', 'null'] },
        either: { anyOf: [{ type: 'boolean' }, { type: 'null' }] },
        inner: { type: 'object', properties: { deep: { type: 'string' } }, required: ['deep'] },
        optional: { type: 'string' },
      },
      required: ['text', 'list', 'count', 'share', 'yes', 'kind', 'fixed', 'maybe', 'either', 'inner'],
    };

    expect(JSON.parse(jsonReply([user('x')], schema))).toEqual({
      text: '',
      list: [],
      count: 1,
      share: 0,
      yes: false,
      kind: 'a',
      fixed: 7,
      maybe: '',
      either: false,
      inner: { deep: '' },
    });
  });

  it('answers an object where any JSON object will do', () => {
    expect(jsonReply([user('x')], {})).toBe('{}');
  });
});
