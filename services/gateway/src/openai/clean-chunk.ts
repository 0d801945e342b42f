import { dataOf } from '@shared/models';

/**
 * A chunk of Azure as strict clients of OpenAI expect it: none without choices but the usage, and a `delta` in
 * every choice. @param text the same frame as text.
 */
export function cleaned(frame: Buffer, text: string): Buffer[] {
  if (!text.startsWith('data: {')) return [frame];
  const hasNoChoices = /"choices" ?: ?\[ ?\]/.test(text);
  if (hasNoChoices) return /"usage" ?: ?\{/.test(text) ? [frame] : [];
  if (text.includes('"delta"') || !text.includes('"choices"')) return [frame];
  const chunk = chunkIn(frame);
  if (!chunk) return [frame];
  const choices = chunk.choices.map((choice) => ({ delta: {}, ...choice }));
  return [Buffer.from(`data: ${JSON.stringify({ ...chunk, choices })}\n\n`)];
}

function chunkIn(frame: Buffer): { choices: object[] } | undefined {
  try {
    const chunk = JSON.parse(dataOf(frame) ?? '') as { choices?: unknown };
    const { choices } = chunk;
    if (!Array.isArray(choices) || !choices.every((choice) => typeof choice === 'object' && choice !== null))
      return undefined;
    return { ...chunk, choices: choices as object[] };
  } catch {
    return undefined;
  }
}
