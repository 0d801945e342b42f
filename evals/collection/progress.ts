/** Fewest seconds between two lines of progress. */
const EVERY_MS = 10_000;

/** Says now and then how far a long run is, with the pace. */
export function progressOf(what: string, of: number, say: (line: string) => void): () => void {
  const startedAt = performance.now();
  let done = 0;
  let saidAt = startedAt;
  return () => {
    done += 1;
    const now = performance.now();
    if (now - saidAt < EVERY_MS && done < of) return;
    saidAt = now;
    say(`${done} of ${of} ${what} (${(done / ((now - startedAt) / 1_000)).toFixed(0)} a second)`);
  };
}
