import { LeakGuard } from './leak-guard.js';

const RULES =
  'Answer only from the sources, in the language of the question, briefly and to the point. Use no number that no source has.';

/** What a reader has seen, and whether the answer was a leak. */
function read(answer: string, size: number, sources: readonly string[] = []): { seen: string; leaks: boolean } {
  const guard = new LeakGuard(RULES, sources);
  let seen = '';
  const pieces = answer.match(new RegExp(`[^]{1,${size}}`, 'g')) ?? [];
  for (const step of [...pieces.map((piece) => () => guard.push(piece)), () => guard.end()]) {
    const guarded = step();
    if (guarded.leaks) return { seen, leaks: true };
    seen += guarded.text;
  }
  return { seen, leaks: false };
}

describe(LeakGuard.name, () => {
  it.each([1, 3, 7, 1_000])(
    'sees eight words of the instructions, and shows three of them at most (pieces of %d)',
    (size) => {
      const { seen, leaks } = read('My rules: answer ONLY from the sources, in the language of it.', size);

      expect(leaks).toBe(true);
      expect('My rules: answer ONLY from'.startsWith(seen.trimEnd())).toBe(true);
    },
  );

  it.each([1, 3, 7, 1_000])('lets seven words pass, and everything else (pieces of %d)', (size) => {
    const answer = 'From the sources, in the language of kings. Answer only from the sources, in the past. Four [1].';

    expect(read(answer, size)).toEqual({ seen: answer, leaks: false });
  });

  it('sees a leak that begins in the middle, past a line break and other signs', () => {
    expect(read('Sure:\n- *briefly* and to the point; use no number\nthat no one knows', 4).leaks).toBe(true);
  });

  it('lets the sources be told, whatever they share with the instructions', () => {
    const source = 'A good clerk must answer only from the sources, in the language of the question, or be silent.';

    expect(read(source, 5, [source])).toEqual({ seen: source, leaks: false });
    expect(read(source, 5).leaks).toBe(true);
  });

  it('does not hold back words that are not the instructions’', () => {
    const guard = new LeakGuard(RULES, []);

    expect(guard.push('The fee is four ')).toEqual({ leaks: false, text: 'The fee is four ' });
  });
});
