import { CircleStop, Info, TriangleAlert } from 'lucide-react';
import { memo, useMemo } from 'react';
import { CitationsContext } from '../citations/citations-context.js';
import { withoutOpenMarker } from '../citations/markers.js';
import { quotesOf, sourcesOf } from '../citations/sources.js';
import { text } from '../text.js';
import { BrandMark } from '../ui/brand.js';
import { Notice } from '../ui/notice.js';
import { AnswerActions } from './answer-actions.js';
import { Markdown } from './markdown.js';
import { answerFacts } from './parts.js';
import { RefusalCard } from './refusal-card.js';
import { SourceStrip } from './source-strip.js';
import { type ChatMessage, type SourceView } from './types.js';

const words = text.chat;

interface AnswerProps {
  message: ChatMessage;
  conversationId: string;
  /** It is still being written. */
  isRunning: boolean;
  onOpenSource: (message: ChatMessage, source: SourceView) => void;
}

/** One answer: its text with citations, or its refusal; what to know about it; what can be done with it. */
export const Answer = memo(function Answer({ message, conversationId, isRunning, onOpenSource }: AnswerProps) {
  const facts = answerFacts(message);
  const sources = useMemo(() => sourcesOf(message), [message]);
  const cited = sources.filter(({ n }) => n !== undefined);
  const numbers = cited.flatMap(({ n }) => n ?? []);
  const status = message.metadata?.status;

  const citations = useMemo(() => {
    const quotes = quotesOf(message);
    return {
      find: (n: number, nth: number) => {
        const source = sources.find((one) => one.n === n);
        const quote = quotes.get(n)?.[nth] ?? source?.quote;
        return source && quote ? { ...source, quote } : source;
      },
      open: (source: SourceView) => onOpenSource(message, source),
    };
  }, [message, sources, onOpenSource]);

  const body = isRunning ? withoutOpenMarker(facts.text) : facts.text;
  const { refusal } = facts;
  if (isRunning && body === '' && !refusal) return null;

  return (
    <article aria-label={words.answer} data-testid="answer" data-running={isRunning} className="flex gap-3.5">
      <BrandMark className="mt-0.5 hidden size-7 shrink-0 sm:block" />
      <div className="min-w-0 flex-1 space-y-3">
        {refusal && <RefusalCard refusal={refusal} />}
        {body !== '' && body !== refusal?.message && (
          <CitationsContext value={citations}>
            <Markdown text={body} cited={numbers} />
          </CitationsContext>
        )}
        {!isRunning && !refusal && cited.length > 0 && <SourceStrip cited={cited} onOpen={citations.open} />}
        {facts.isDegraded && (
          <Notice tone="notice" icon={<TriangleAlert aria-hidden />}>
            {words.degraded}
          </Notice>
        )}
        {!isRunning && !refusal && body !== '' && !facts.isGrounded && (
          <Notice tone="calm" icon={<Info aria-hidden />}>
            {words.notGrounded}
          </Notice>
        )}
        {!isRunning && (status === 'stopped' || status === 'partial' || status === 'running') && (
          <Notice tone="calm" icon={<CircleStop aria-hidden />}>
            {status === 'stopped' ? words.stopped : words.partial}
          </Notice>
        )}
        {!isRunning && (body !== '' || refusal) && (
          <AnswerActions
            conversationId={conversationId}
            messageId={message.id}
            content={body || refusal?.message || ''}
            initial={message.metadata?.feedback}
          />
        )}
      </div>
    </article>
  );
});
