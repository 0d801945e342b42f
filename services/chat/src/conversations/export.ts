import type { ConversationView, MessageView, Source } from '@shared/contracts';

const STATUS_WORDS: Partial<Record<MessageView['status'], string>> = {
  running: 'still being written',
  stopped: 'stopped by its reader',
  partial: 'broken off: nobody was reading',
  failed: 'failed',
};

/** The selected branch of a conversation as Markdown, each answer with the passages it cites. */
export function asMarkdown({ title, createdAt, updatedAt }: ConversationView, branch: readonly MessageView[]): string {
  const head = `# ${oneLine(title)}\n\n_Begun ${createdAt}, last question ${updatedAt}._`;
  return `${[head, ...branch.map(messageAsMarkdown)].join('\n\n')}\n`;
}

function messageAsMarkdown(message: MessageView): string {
  if (message.role === 'user') return `## Question\n\n${quoted(message.text)}`;
  const status = STATUS_WORDS[message.status];
  const parts = [
    `## Answer${status ? ` (${status})` : ''}`,
    message.text.trim(),
    ...(message.error ? [`_${oneLine(message.error.message)}_`] : []),
    sourcesOf(message),
  ];
  return parts.filter((part) => part !== '').join('\n\n');
}

/** The cited passages by their numbers, with the words that carry the answer. */
function sourcesOf({ citations = [] }: MessageView): string {
  const numbers = [...new Set(citations.map(({ n }) => n))].toSorted((a, b) => a - b);
  if (numbers.length === 0) return '';
  const entries = numbers.map((n) => {
    const cited = citations.filter((citation) => citation.n === n);
    const [first] = cited;
    const quotes = [...new Set(cited.map(({ quote }) => oneLine(quote)))].map((quote) => `   > ${quote}`);
    return [`- [${n}] ${first ? `${oneLine(first.title)}${placeOf(first)}` : ''}`, ...quotes].join('\n');
  });
  return `### Sources\n\n${entries.join('\n')}`;
}

function placeOf({ page, heading, lines }: Pick<Source, 'page' | 'heading' | 'lines'>): string {
  if (page !== undefined) return `, page ${page}`;
  if (heading !== undefined) return `, “${oneLine(heading)}”`;
  return lines === undefined ? '' : `, lines ${lines[0]} to ${lines[1]}`;
}

const oneLine = (text: string): string => text.replace(/\s+/g, ' ').trim();

/** As a quotation, so that nothing in a question makes a heading of its own. */
const quoted = (text: string): string =>
  text
    .trim()
    .split(/\r?\n/)
    .map((line) => `> ${line}`)
    .join('\n');
