import { Groundwork } from '../../tools/client/groundwork.ts';
import type { Callers } from './callers.ts';
import { FACTS } from './facts.ts';

/** Removes the conversations that a run has left: those begun since with one of its questions, whose title that is. */
export async function removeConversations(url: string, { keys }: Callers, startedAt: Date): Promise<void> {
  const questions = new Set(FACTS.map(({ question }) => question));
  for (const key of new Set(keys)) {
    const groundwork = new Groundwork(url, key || undefined);
    const { items } = await groundwork.conversations();
    const left = items.filter(({ title, createdAt }) => questions.has(title) && new Date(createdAt) >= startedAt);
    for (const { id } of left) await groundwork.removeConversation(id);
  }
}
