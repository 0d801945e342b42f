import { session } from '../sign-in/session.js';
import { dropHint, tooLarge } from './largest-file.js';

describe('the largest file', () => {
  it('is what the server says, and none is held back before it has said so', async () => {
    expect(tooLarge({ size: 10 ** 12 })).toBeUndefined();
    expect(dropHint()).toBe('PDF, Office, web page, CSV or text');

    jest.spyOn(globalThis, 'fetch').mockResolvedValue(Response.json({ signIn: null, uploadMaxBytes: 3 * 1_024 ** 2 }));
    await session.start();

    expect(tooLarge({ size: 3 * 1_024 ** 2 })).toBeUndefined();
    expect(tooLarge({ size: 3 * 1_024 ** 2 + 1 })).toBe(
      'The file is larger than 3.0 MB; split it, or make it smaller.',
    );
    expect(dropHint()).toBe('PDF, Office, web page, CSV or text, up to 3.0 MB');
  });
});
