import { type DocumentView } from '@shared/contracts';
import { RotateCcw, Tag, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { contentUrl } from '../api/documents.js';
import { text } from '../text.js';
import { FileLink } from '../ui/file-link.js';
import { IconButton } from '../ui/icon-button.js';
import { FileBadge } from './file-badge.js';
import { ProgressBar } from './progress-bar.js';
import { percentOf, readableBytes } from './stage.js';
import { TagEditor, TagList } from './tags.js';
import { waitingFor, workLine } from './work-line.js';

const words = text.documents;

interface DocumentRowProps {
  document: DocumentView;
  onRetry: () => void;
  onTag: (tags: string[]) => Promise<void>;
  onRemove: () => void;
}

/** One document: what it is when ready, how far it is before, why it failed otherwise. */
export function DocumentRow({ document, onRetry, onTag, onRemove }: DocumentRowProps) {
  const { id, title, fileName, status, tags } = document;
  const [editing, setEditing] = useState(false);
  return (
    <li
      data-testid="document"
      data-status={status}
      className="group hover:bg-sunken focus-within:bg-sunken relative flex items-start gap-3 rounded-xl px-2.5 py-2.5 transition-colors pointer-coarse:pe-20"
    >
      <FileBadge fileName={fileName} />
      <div className="min-w-0 flex-1">
        <FileLink
          href={contentUrl(id)}
          dir="auto"
          title={title}
          className="block truncate rounded text-sm font-medium underline-offset-2 hover:underline"
        >
          {title}
        </FileLink>
        <State document={document} onRetry={onRetry} />
        {editing ? (
          <TagEditor title={title} tags={tags} onSave={onTag} onClose={() => setEditing(false)} />
        ) : (
          <TagList title={title} tags={tags} />
        )}
      </div>
      {/* Over the end of the row, so that names keep the room while no pointer is there. */}
      <span className="bg-sunken absolute end-1.5 top-2 flex rounded-lg opacity-0 group-focus-within:opacity-100 group-hover:opacity-100 pointer-coarse:bg-transparent pointer-coarse:opacity-100">
        <IconButton label={words.editTags(title)} onClick={() => setEditing(!editing)}>
          <Tag aria-hidden />
        </IconButton>
        <IconButton label={words.remove(title)} tone="danger" onClick={onRemove}>
          <Trash2 aria-hidden />
        </IconButton>
      </span>
    </li>
  );
}

function State({ document, onRetry }: Pick<DocumentRowProps, 'document' | 'onRetry'>) {
  const { title, status, failure } = document;
  if (status === 'failed')
    return (
      <>
        <p className="text-danger mt-0.5 text-[13px] leading-snug">{failure?.message ?? words.stage.failed}</p>
        <button
          type="button"
          aria-label={words.retry(title)}
          onClick={onRetry}
          className="text-muted hover:text-ink mt-1.5 inline-flex items-center gap-1.5 rounded text-[13px] font-medium underline-offset-2 hover:underline"
        >
          <RotateCcw aria-hidden className="size-3.5" />
          {text.retry}
        </button>
      </>
    );
  if (status === 'ready')
    return (
      <>
        <p className="text-muted truncate text-[13px] tabular-nums">{facts(document)}</p>
        {document.pagesWithoutText.length > 0 && (
          <p className="text-muted text-[13px] leading-snug">{words.withoutText(document.pagesWithoutText)}</p>
        )}
      </>
    );
  const waiting = waitingFor(document);
  return (
    <>
      <p className="text-muted text-[13px] leading-snug tabular-nums">{workLine(document)}</p>
      {waiting !== null && <p className="text-muted text-[13px] leading-snug">{waiting}</p>}
      <ProgressBar percent={percentOf(document)} label={title} />
    </>
  );
}

const facts = ({ pages, passages, bytes, mediaType }: DocumentView) => {
  const sheets = /presentation/.test(mediaType) ? words.slides : words.pages;
  return [pages === null ? words.passages(passages) : sheets(pages), readableBytes(bytes)].join(' · ');
};
