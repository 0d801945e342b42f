import { ArrowDown } from 'lucide-react';
import { type ReactNode, useEffect } from 'react';
import { text } from '../text.js';
import { Button } from '../ui/button.js';
import { IconButton } from '../ui/icon-button.js';
import { Answer } from './answer.js';
import { ExportLinks } from './export-links.js';
import { Question } from './question.js';
import { StatusLine } from './status-line.js';
import { type Answers } from './use-answers.js';
import { useStickToEnd } from './use-stick-to-end.js';
import { type ChatMessage, type SourceView } from './types.js';

interface MessageListProps {
  answers: Answers;
  conversationId: string;
  onOpenSource: (message: ChatMessage, source: SourceView) => void;
  onEdit: (messageId: string, question: string) => void;
  /** The last answer is to be made anew. */
  onAgain: () => void;
  /** A suggestion was taken up. */
  onAsk: (question: string) => void;
  /** What follows the last message: an error, for example. */
  children: ReactNode;
}

/** The questions and answers, scrolled to the latest unless the reader went elsewhere. */
export function MessageList({
  answers,
  conversationId,
  onOpenSource,
  onEdit,
  onAgain,
  onAsk,
  children,
}: MessageListProps) {
  const { messages, isRunning, stage, branches } = answers;
  const isBusy = isRunning || branches.isBusy;
  const { scroller, content, onScroll, isAway, toEnd } = useStickToEnd();
  const last = messages.at(-1);

  // A new question is always brought into view.
  const questions = messages.filter(({ role }) => role === 'user').length;
  useEffect(toEnd, [questions, toEnd]);

  return (
    <div className="relative min-h-0 flex-1">
      <div ref={scroller} onScroll={onScroll} className="h-full overflow-y-auto" tabIndex={-1}>
        <h1 className="sr-only">{text.chat.log}</h1>
        {/* Live, but silent: the finished answer is announced once, not every word of it. */}
        <div
          ref={content}
          role="log"
          aria-live="off"
          aria-label={text.chat.log}
          aria-busy={isRunning}
          className="mx-auto w-full max-w-[46rem] space-y-7 px-4 pt-8 pb-10 sm:px-6"
        >
          <ExportLinks conversationId={conversationId} />
          {branches.showEarlier && (
            <Button className="mx-auto flex" disabled={isBusy} onClick={branches.showEarlier}>
              {text.chat.earlier}
            </Button>
          )}
          {messages.map((message) =>
            message.role === 'user' ? (
              <Question
                key={message.id}
                message={message}
                isBusy={isBusy}
                onEdit={(question) => onEdit(message.id, question)}
                onVersion={branches.select}
              />
            ) : (
              <Answer
                key={message.id}
                message={message}
                conversationId={conversationId}
                isRunning={isRunning && message === last}
                isLast={message === last}
                isBusy={isBusy}
                onVersion={branches.select}
                onAgain={onAgain}
                onAsk={onAsk}
                onOpenSource={onOpenSource}
              />
            ),
          )}
          <div className="empty:hidden sm:ps-[2.625rem]">
            {stage && <StatusLine stage={stage} />}
            {branches.hasFailed && (
              <p role="alert" className="text-danger text-sm">
                {text.chat.versionFailed}
              </p>
            )}
            {children}
          </div>
        </div>
      </div>
      {isAway && (
        <IconButton
          label={text.chat.toEnd}
          onClick={toEnd}
          className="border-line bg-raised shadow-card absolute bottom-3 left-1/2 size-9! -translate-x-1/2 rounded-full! border"
        >
          <ArrowDown aria-hidden />
        </IconButton>
      )}
    </div>
  );
}
