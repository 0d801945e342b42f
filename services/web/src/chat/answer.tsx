import { type MessageStatus } from '@shared/contracts';
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
import { Suggestions } from './suggestions.js';
import { type ChatMessage, type SourceView } from './types.js';
import { Versions } from './versions.js';

const words = text.chat;

/** Nobody wrote these to their end. `running` in a kept answer that is not running any more is one of them. */
const ENDED_EARLY = new Set<MessageStatus | undefined>(['stopped', 'partial', 'running']);

interface AnswerProps {
  message: ChatMessage;
  conversationId: string;
  /** It is still being written. */
  isRunning: boolean;
  /** The last message: why it failed is told below it, with what can be done. */
  isLast: boolean;
  /** Nothing can be changed just now. */
  isBusy: boolean;
  onVersion: (messageId: string) => void;
  onAgain: () => void;
  onAsk: (question: string) => void;
  onOpenSource: (message: ChatMessage, source: SourceView) => void;
}

/** One answer: its text with citations, or its refusal; what to know about it; what can be done with it. */
export const Answer = memo(function Answer({
  message,
  conversationId,
  isRunning,
  isLast,
  isBusy,
  onVersion,
  onAgain,
  onAsk,
  onOpenSource,
}: AnswerProps) {
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
  const hasFailed = facts.trouble !== null || status === 'failed';
  if (body === '' && !refusal && (isRunning || (hasFailed && isLast))) return null;

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
        {!isRunning && ENDED_EARLY.has(status) && (
          <p className="text-muted flex items-center gap-2 text-sm">
            <CircleStop aria-hidden className="size-4" />
            {status === 'stopped' ? words.stopped : words.partial}
          </p>
        )}
        {hasFailed && !isLast && (
          <Notice tone="danger" icon={<TriangleAlert aria-hidden />}>
            {facts.trouble?.message ?? words.errorBody}
          </Notice>
        )}
        {!isRunning && !hasFailed && (body !== '' || refusal) && (
          <AnswerActions
            conversationId={conversationId}
            messageId={message.id}
            content={body || refusal?.message || ''}
            initial={message.metadata?.feedback}
            onAgain={isLast && !isBusy ? onAgain : null}
          />
        )}
        {!isRunning && (
          <Versions
            messageId={message.id}
            siblings={message.metadata?.siblings ?? []}
            isDisabled={isBusy}
            onSelect={onVersion}
          />
        )}
        {isLast && !isRunning && <Suggestions questions={facts.suggestions} isDisabled={isBusy} onAsk={onAsk} />}
      </div>
    </article>
  );
});
