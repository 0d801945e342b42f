import type { Problem } from '@shared/contracts';
import { Refused } from '../../tools/client/faults.ts';
import type { Groundwork } from '../../tools/client/groundwork.ts';
import { inMemory, upload } from '../../tools/client/upload.ts';
import { pdfOf, pdfWithoutText } from '../support/documents.ts';
import { containing } from '../support/matchers.ts';

/** Uploads larger than this are refused in these tests, in bytes. */
export const UPLOAD_MAX_BYTES = 1024 * 1024;

/** Every wrong thing a person may send, with the answer it gets. */
export function describeBadInput(product: () => Groundwork): void {
  const post = async (
    path: string,
    body: string | FormData,
    headers: Record<string, string> = {},
  ): Promise<Problem> => {
    const response = await fetch(`${product().url}${path}`, { method: 'POST', body, headers });
    expect(response.headers.get('content-type')).toContain('application/problem+json');
    return (await response.json()) as Problem;
  };
  const chat = (body: string): Promise<Problem> => post('/api/chat', body, { 'content-type': 'application/json' });

  describe('bad input', () => {
    it('refuses a form without a file', async () => {
      const form = new FormData();
      form.set('title', 'nothing');

      expect(await post('/api/documents', form)).toMatchObject({
        status: 400,
        code: 'file_missing',
        detail: containing('"file"'),
      });
    });

    it.each([
      ['an empty file', 'empty.pdf', () => Buffer.alloc(0), 400, 'file_empty', 'empty'],
      [
        'a wrong type by content',
        'picture.pdf',
        () => Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex'),
        415,
        'file_type_unsupported',
        'PDF',
      ],
      [
        'a file that is too large',
        'large.txt',
        () => Buffer.alloc(UPLOAD_MAX_BYTES + 1, 'a '),
        413,
        'file_too_large',
        'larger than',
      ],
    ])('refuses %s at once', async (_, name, content, status, code, words) => {
      const refused = upload(product().url, inMemory(name, content()));

      await expect(refused).rejects.toBeInstanceOf(Refused);
      await expect(refused).rejects.toMatchObject({ status, code, message: containing(words) });
    });

    it.each([
      ['an encrypted PDF', () => pdfOf(['secret'], 'hunter2'), 'pdf_encrypted', 'password'],
      ['a corrupt PDF', () => Promise.resolve(Buffer.from('%PDF-1.7\nthis is not one')), 'pdf_corrupt', ''],
      ['a PDF of pictures', () => pdfWithoutText(), 'document_no_text', 'OCR'],
    ])('takes %s, then says that it failed and why', async (_, content, code, words) => {
      const { id } = await upload(product().url, inMemory(`${code}.pdf`, await content()));

      const view = await product().settled(id);

      expect(view).toMatchObject({ status: 'failed', failure: { code, message: containing(words) } });
      expect(view.failure?.message).toMatch(/\w+ .*\.$/);
    });

    it.each([
      ['an empty message', JSON.stringify({ message: '  ' }), 400, 'question_empty'],
      ['a message over the cap', JSON.stringify({ message: 'a'.repeat(51 * 1024) }), 413, 'question_too_large'],
      ['malformed JSON', '{"message":', 400, 'malformed_json'],
      [
        'a conversation that is not there',
        JSON.stringify({ message: 'hello', conversationId: '01ARZ3NDEKTSV4RRFFQ69G5FAV' }),
        404,
        'conversation_not_found',
      ],
      ['a field nobody knows', JSON.stringify({ message: 'hello', model: 'x' }), 400, 'invalid_input'],
    ])('refuses %s', async (_, body, status, code) => {
      const problem = await chat(body);

      expect(problem).toMatchObject({ status, code });
      expect(problem.detail.length).toBeGreaterThan(20);
    });

    it('knows no address that is not there', async () => {
      expect(await post('/api/nowhere', '{}', { 'content-type': 'application/json' })).toMatchObject({
        status: 404,
        code: 'route_not_found',
      });
    });
  });
}
