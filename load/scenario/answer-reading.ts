import type { Fact } from './facts.ts';

/** What is read of an answer's chunks (services/chat/README.md, "The stream"). */
interface Chunk {
  readonly type: string;
  readonly delta?: string;
  readonly errorText?: string;
  readonly finishReason?: string;
  readonly messageMetadata?: { readonly conversationId?: string };
  readonly data?: { readonly code?: string; readonly reason?: string };
  readonly citations?: readonly {
    readonly citedText?: string;
    readonly source: { readonly providerMetadata?: { readonly groundwork?: { readonly documentId?: string } } };
  }[];
}

const TERMINAL = ['finish', 'abort', 'error'];
const LAST = '[DONE]';

/** Reads the events of one answer, and judges it when they have ended. */
export class AnswerReading {
  /** Milliseconds from the question to the first word; undefined: there was none. */
  firstTokenMs: number | undefined;
  conversationId: string | undefined;
  private readonly chunks: Chunk[] = [];
  private unreadable = 0;
  private text = '';

  /** @param atMs milliseconds from the question to this event. */
  take(data: string, atMs: number): void {
    const chunk = chunkIn(data);
    if (!chunk) {
      this.unreadable += 1;
      return;
    }
    this.chunks.push(chunk);
    this.conversationId ??= chunk.messageMetadata?.conversationId;
    if (chunk.type !== 'text-delta' || !chunk.delta) return;
    this.firstTokenMs ??= atMs;
    this.text += chunk.delta;
  }

  /**
   * Why this is not the answer that was asked for: undefined if it is. Whole and right it is with one terminal event, which
   * says so, and the last word after it; with the fact's number; and with citations of the document and nothing else, one
   * of which quotes the number.
   */
  faultFor({ number }: Fact, documentId: string): string | undefined {
    if (this.unreadable > 0) return `${this.unreadable} events are no chunks`;
    const types = this.chunks.map(({ type }) => type);
    const ends = this.chunks.filter(({ type }) => TERMINAL.includes(type));
    const [end] = ends;
    if (!end) return `no terminal event; the last is ${types.at(-1) ?? 'none at all'}`;
    if (ends.length > 1) return `${ends.length} terminal events: ${ends.map(({ type }) => type).join(', ')}`;
    if (end.type !== 'finish') {
      const code = this.chunks.find(({ type }) => type === 'data-error')?.data?.code;
      return `ended with ${end.type}: ${code ?? end.errorText ?? 'no reason told'}`;
    }
    const refusal = this.chunks.find(({ type }) => type === 'data-refusal');
    if (refusal) return `refused: ${refusal.data?.reason ?? 'no reason told'}`;
    if (end.finishReason !== 'stop') return `finished for the reason ${end.finishReason ?? 'none'}`;
    if (types.filter((type) => type === LAST).length !== 1 || types.at(-1) !== LAST || types.at(-2) !== 'finish')
      return `the last events are ${types.slice(-3).join(', ')}`;

    if (types.includes('data-degraded')) return 'half of the search failed';
    if (!says(this.text, number)) return 'the answer is not what the document says';

    const citations = this.chunks.flatMap((chunk) => (chunk.type === 'text-end' ? (chunk.citations ?? []) : []));
    if (citations.length === 0) return 'the answer cites nothing';
    if (citations.some(({ source }) => source.providerMetadata?.groundwork?.documentId !== documentId))
      return 'the answer cites another document';
    if (!citations.some(({ citedText }) => says(citedText ?? '', number))) return 'no citation quotes the fact';
    return undefined;
  }
}

const says = (text: string, number: number): boolean => new RegExp(`(?<!\\d)${number}(?!\\d)`).test(text);

function chunkIn(data: string): Chunk | undefined {
  if (data === LAST) return { type: LAST };
  try {
    const chunk = JSON.parse(data) as Chunk | null;
    return typeof chunk?.type === 'string' ? chunk : undefined;
  } catch {
    return undefined;
  }
}
