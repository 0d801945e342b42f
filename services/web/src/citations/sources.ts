import { type ChatMessage, type SourceView } from '../chat/types.js';

type Json = Record<string, unknown>;

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const aString = (value: unknown) => (typeof value === 'string' && value !== '' ? value : undefined);
const aCount = (value: unknown) =>
  typeof value === 'number' && Number.isInteger(value) && value >= 1 ? value : undefined;

/** First and last line, if that is what it is. */
function aRange(value: unknown): [number, number] | undefined {
  if (!Array.isArray(value)) return undefined;
  const [from, to] = value.map(aCount);
  return from !== undefined && to !== undefined ? [from, to] : undefined;
}

/** Leaves out what is not known, so that an absent field stays absent. */
const known = <T extends object>(fields: T) =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));

/** Reads a source out of `providerMetadata` of a `source-document` part; null without a document to point at. */
export function readSource(metadata: unknown, sourceId: string, title: string): SourceView | null {
  const facts = isObject(metadata) && isObject(metadata['groundwork']) ? metadata['groundwork'] : null;
  const documentId = aString(facts?.['documentId']);
  if (!facts || !documentId) return null;
  return {
    documentId,
    title: aString(facts['title']) ?? title,
    ...known({
      n: aCount(facts['n']) ?? (/^\d{1,3}$/.test(sourceId) ? aCount(Number(sourceId)) : undefined),
      page: aCount(facts['page']),
      heading: aString(facts['heading']),
      lines: aRange(facts['lines']),
      text: aString(facts['text']),
      quote: aString(facts['quote']),
    }),
  };
}

/** The passages behind an answer: cited ones in the order of their numbers, then those that were only read. */
export function sourcesOf(message: ChatMessage): SourceView[] {
  const sources = message.parts.flatMap((part) => {
    if (part.type !== 'source-document') return [];
    const source = readSource(part.providerMetadata, part.sourceId, part.title);
    return source ? [source] : [];
  });
  const first = sources.filter(
    (source, at) => source.n === undefined || sources.findIndex(({ n }) => n === source.n) === at,
  );
  return first.toSorted((a, b) => (a.n ?? Infinity) - (b.n ?? Infinity) || 0);
}

/**
 * The checked citations of an answer, by number, in the order of their mentions. One source may be quoted with
 * different words at different places: `quotes.get(2)?.[1]` belongs to the second mention of `[2]`.
 */
export function quotesOf(message: ChatMessage): Map<number, string[]> {
  const quotes = new Map<number, string[]>();
  for (const part of message.parts) {
    if (part.type !== 'text') continue;
    for (const { source, citedText } of part.citations ?? []) {
      const n = readSource(source.providerMetadata, source.id, '')?.n;
      if (n !== undefined && citedText) quotes.set(n, [...(quotes.get(n) ?? []), citedText]);
    }
  }
  return quotes;
}
