import { ArrowUpRight } from 'lucide-react';
import { useDocumentsHere } from '../documents/documents-context.js';
import { DropZone } from '../documents/drop-zone.js';
import { isSettled } from '../documents/stage.js';
import { text } from '../text.js';
import { BrandMark } from '../ui/brand.js';
import { exampleQuestions } from './examples.js';

const words = text.empty;

/** A new conversation: what to do first, or, once there is something to ask about, what could be asked. */
export function EmptyChat({ onAsk }: { onAsk: (question: string) => void }) {
  const { items, uploads, loading } = useDocumentsHere();
  const ready = items.filter(({ status }) => status === 'ready');
  const isPreparing = uploads.some(({ state }) => state !== 'failed') || items.some(({ status }) => !isSettled(status));
  if (loading && items.length === 0) return null;
  return (
    <div className="mx-auto flex min-h-full w-full max-w-[46rem] flex-col justify-center px-4 py-10 sm:px-6">
      {ready.length > 0 ? (
        <ReadyToAsk titles={ready.map(({ title }) => title)} onAsk={onAsk} />
      ) : (
        <FirstSteps isPreparing={isPreparing} />
      )}
    </div>
  );
}

function FirstSteps({ isPreparing }: { isPreparing: boolean }) {
  const steps = [
    [words.step1, words.step1Body],
    [words.step2, words.step2Body],
    [words.step3, words.step3Body],
  ] as const;
  return (
    <>
      <BrandMark className="hidden size-12 sm:block" />
      <h1 className="sm:mt-5 text-[28px] leading-tight font-semibold tracking-tight sm:text-[32px]">{words.title}</h1>
      <p className="text-muted mt-3 max-w-[38rem] text-[17px] leading-relaxed">{words.body}</p>
      <div className="mt-7">
        <DropZone size="large" />
        <p role="status" className="text-muted mt-3 min-h-5 text-center text-sm">
          {isPreparing ? words.preparing : ''}
        </p>
      </div>
      <ol className="mt-5 grid gap-5 sm:grid-cols-3">
        {steps.map(([title, body], at) => (
          <li key={title} className="flex gap-3 sm:block">
            <span className="bg-accent-soft text-accent-strong grid size-7 shrink-0 place-items-center rounded-full text-sm font-semibold">
              {at + 1}
            </span>
            <div>
              <h2 className="font-semibold sm:mt-3">{title}</h2>
              <p className="text-muted mt-0.5 text-sm">{body}</p>
            </div>
          </li>
        ))}
      </ol>
    </>
  );
}

function ReadyToAsk({ titles, onAsk }: { titles: string[]; onAsk: (question: string) => void }) {
  return (
    <>
      <BrandMark className="hidden size-12 sm:block" />
      <h1 className="sm:mt-5 text-[28px] leading-tight font-semibold tracking-tight sm:text-[32px]">
        {words.readyTitle}
      </h1>
      <p className="text-muted mt-2 text-[17px]">{words.readyBody(titles.length)}</p>
      <h2 className="text-faint mt-9 text-[13px] font-medium">{words.examples}</h2>
      <ul className="mt-3 grid gap-2.5 sm:grid-cols-2">
        {exampleQuestions(titles, words.exampleTemplates).map((question) => (
          <li key={question}>
            <button
              type="button"
              onClick={() => onAsk(question)}
              className="group border-line bg-surface hover:border-accent flex h-full w-full items-start justify-between gap-3 rounded-2xl border px-4 py-3.5 text-start text-[15px] transition-colors"
            >
              <span dir="auto" className="min-w-0 [overflow-wrap:anywhere]">
                {question}
              </span>
              <ArrowUpRight aria-hidden className="text-faint group-hover:text-accent mt-0.5 size-4 shrink-0" />
            </button>
          </li>
        ))}
      </ul>
    </>
  );
}
