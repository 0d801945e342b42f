/** Waits for what comes about by itself, 10 s at most. */
export async function until(claim: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 10_000;
  while (!(await claim())) {
    if (Date.now() > deadline) throw new Error('Not so within 10 s');
    await new Promise((next) => setTimeout(next, 25));
  }
}
