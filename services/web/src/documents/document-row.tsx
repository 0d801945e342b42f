import { type DocumentView } from '@shared/contracts';
import { RotateCcw, Trash2 } from 'lucide-react';
import { contentUrl } from '../api/documents.js';
import { text } from '../text.js';
import { IconButton } from '../ui/icon-button.js';
import { FileBadge } from './file-badge.js';
import { ProgressBar } from './progress-bar.js';
import { isSettled, percentOf, readableBytes } from './stage.js';

const words = text.documents;

interface DocumentRowProps {
  document: DocumentView;
  onRetry: () => void;
  onRemove: () => void;
}

/** One document: what it is when ready, how far it is before, why it failed otherwise. */
export function DocumentRow({ document, onRetry, onRemove }: DocumentRowProps) {
  const { id, title, fileName, status, failure } = document;
  return (
    <li
      data-testid="document"
      data-status={status}
      className="group hover:bg-sunken/70 flex items-start gap-3 rounded-xl px-2.5 py-2.5 transition-colors"
    >
      <FileBadge fileName={fileName} />
      <div className="min-w-0 flex-1">
        <a
          href={contentUrl(id)}
          target="_blank"
          rel="noopener"
          dir="auto"
          title={title}
          className="block truncate rounded text-sm font-medium underline-offset-2 hover:underline"
        >
          {title}
        </a>
        {status === 'failed' ? (
          <p className="text-danger mt-0.5 text-[13px] leading-snug">{failure?.message ?? words.stage.failed}</p>
        ) : (
          <p className="text-muted truncate text-[13px] tabular-nums">
            {isSettled(status) ? facts(document) : progressLine(document)}
          </p>
        )}
        {!isSettled(status) && <ProgressBar percent={percentOf(document)} label={title} />}
      </div>
      <span className="flex shrink-0">
        {status === 'failed' && (
          <IconButton label={words.retry(title)} onClick={onRetry}>
            <RotateCcw aria-hidden />
          </IconButton>
        )}
        <IconButton
          label={words.remove(title)}
          tone="danger"
          onClick={onRemove}
          className="opacity-0 group-focus-within:opacity-100 group-hover:opacity-100 pointer-coarse:opacity-100"
        >
          <Trash2 aria-hidden />
        </IconButton>
      </span>
    </li>
  );
}

const facts = ({ pages, passages, bytes }: DocumentView) =>
  [pages === null ? words.passages(passages) : words.pages(pages), readableBytes(bytes)].join(' · ');

const progressLine = (document: DocumentView) => `${words.stage[document.status]} · ${percentOf(document)} %`;
