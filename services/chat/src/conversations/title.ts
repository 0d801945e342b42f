/** Longest title made from a question, in characters. */
const MAX_TITLE_CHARS = 80;

/** A conversation's title from its first question: its first line, cut at a word. */
export function titleFrom(question: string): string {
  const line = question.trim().split(/\r?\n/, 1)[0]?.replace(/\s+/g, ' ') ?? '';
  if (line.length <= MAX_TITLE_CHARS) return line || 'Conversation';
  const cut = line.slice(0, MAX_TITLE_CHARS);
  const space = cut.lastIndexOf(' ');
  return `${(space > MAX_TITLE_CHARS / 2 ? cut.slice(0, space) : cut).trimEnd().replace(/[\uD800-\uDBFF]$/, '')}…`;
}
