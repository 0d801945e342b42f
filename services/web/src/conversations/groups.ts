import { type ConversationView } from '@shared/contracts';

export type Age = 'today' | 'yesterday' | 'week' | 'older';

const DAY_MS = 24 * 60 * 60 * 1_000;

/** How long ago `time` was, in calendar days of the reader's own clock. */
export function ageOf(time: string, now: Date): Age {
  const midnight = new Date(now.getFullYear(), now.getMonth(), now.getDate()).getTime();
  const at = new Date(time).getTime();
  if (at >= midnight) return 'today';
  if (at >= midnight - DAY_MS) return 'yesterday';
  return at >= midnight - 7 * DAY_MS ? 'week' : 'older';
}

/** Conversations by age, latest first; ages with none are left out. */
export function byAge(items: readonly ConversationView[], now: Date): { age: Age; items: ConversationView[] }[] {
  const latestFirst = items.toSorted((a, b) => b.updatedAt.localeCompare(a.updatedAt));
  const ages: Age[] = ['today', 'yesterday', 'week', 'older'];
  return ages
    .map((age) => ({ age, items: latestFirst.filter(({ updatedAt }) => ageOf(updatedAt, now) === age) }))
    .filter((group) => group.items.length > 0);
}
