import { SCREENED_MAX_CHARS } from '@shared/screening';

/** What the user says in a chat completion or a response, of a long history the newest: what screening looks at. */
export function saidByUser({ messages, input }: Readonly<Record<string, unknown>>): string {
  if (typeof input === 'string') return input.slice(-SCREENED_MAX_CHARS);
  const said = [messages, input].flatMap((list) => (Array.isArray(list) ? (list as unknown[]) : []));
  return said
    .flatMap((message) => (isRecord(message) && message['role'] === 'user' ? textsIn(message['content']) : []))
    .join('\n')
    .slice(-SCREENED_MAX_CHARS);
}

/** A text, or the parts that are one; pictures and files say nothing here. */
const textsIn = (content: unknown): string[] => {
  if (typeof content === 'string') return [content];
  if (!Array.isArray(content)) return [];
  return content.flatMap((part: unknown) => (isRecord(part) && typeof part['text'] === 'string' ? [part['text']] : []));
};

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
