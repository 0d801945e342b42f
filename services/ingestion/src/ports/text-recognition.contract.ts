import type { TextRecognition } from './text-recognition.port.js';

/** The promises of {@link TextRecognition}, as tests. Every adapter's spec calls this. */
export function describeTextRecognition(
  make: () => TextRecognition,
  /** A PDF of five pages: 1 is text, 2 shows "Dental care" above "is paid.", 3 nothing, 4 "Eyes", 5 "Ears". */
  filePath: () => string,
): void {
  describe('keeps the TextRecognition contract', () => {
    const never = new AbortController().signal;

    it('answers every page that was asked for, in order, and nothing for a blank one', async () => {
      expect(await make().read(filePath(), [2, 3, 5], never)).toEqual([
        { page: 2, text: 'Dental care\nis paid.' },
        { page: 3, text: '' },
        { page: 5, text: 'Ears' },
      ]);
    });

    it('takes PDFs', () => {
      expect(make().takes('application/pdf')).toBe(true);
      expect(make().takes('text/plain')).toBe(false);
    });

    it('stops when nobody wants the pages any more', async () => {
      const stop = new AbortController();
      const reading = make().read(filePath(), [2], stop.signal);
      stop.abort(new Error('not wanted'));

      await expect(reading).rejects.toThrow('not wanted');
    });
  });
}
