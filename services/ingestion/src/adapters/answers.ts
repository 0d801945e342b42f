/** Whether a call answers within a second. Never throws. */
export async function answersWithinASecond(call: (signal: AbortSignal) => Promise<unknown>): Promise<boolean> {
  const signal = AbortSignal.timeout(1_000);
  try {
    await Promise.race([
      call(signal),
      new Promise((_, reject) =>
        signal.addEventListener('abort', () => reject(new Error('No answer within a second')), { once: true }),
      ),
    ]);
    return true;
  } catch {
    return false;
  }
}
