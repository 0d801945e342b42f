import { hashOf, parseHash } from './route.js';

describe(parseHash.name, () => {
  it('reads back what hashOf wrote', () => {
    expect(parseHash(hashOf('01JABCDEFGH'))).toEqual({ conversationId: '01JABCDEFGH' });
    expect(parseHash(hashOf(null))).toEqual({ conversationId: null });
  });

  it.each(['', '#', '#/c/', '#/c/short', '#/c/12345678/x', '#/c/../../api', `#/c/${'a'.repeat(65)}`])(
    'opens a new conversation for %p',
    (hash) => {
      expect(parseHash(hash)).toEqual({ conversationId: null });
    },
  );
});
