import { RotateCcw, X } from 'lucide-react';
import { text } from '../text.js';
import { IconButton } from '../ui/icon-button.js';
import { FileBadge } from './file-badge.js';
import { ProgressBar } from './progress-bar.js';
import { readableBytes, sentPercent } from './stage.js';
import { type Upload, type Uploads } from './use-uploads.js';

const words = text.documents;

function line({ state, file, sentBytes, waitSeconds }: Upload): string {
  if (state === 'known') return words.known;
  if (state === 'throttled') return words.throttled(waitSeconds ?? 0);
  if (state === 'waiting') return words.waiting;
  if (sentBytes >= file.size && file.size > 0) return words.taking;
  return words.sending(readableBytes(sentBytes), readableBytes(file.size));
}

/** A file on its way to the server. */
export function UploadRow({ upload, uploads }: { upload: Upload; uploads: Uploads }) {
  const { key, file, state, problem, sentBytes } = upload;
  const failed = state === 'failed';
  const isOver = failed || state === 'known';
  return (
    <li data-testid="upload" data-state={state} className="flex items-start gap-3 rounded-xl px-2.5 py-2.5">
      <FileBadge fileName={file.name} />
      <div className="min-w-0 flex-1">
        <p className="truncate text-sm font-medium" dir="auto" title={file.name}>
          {file.name}
        </p>
        {failed ? (
          <>
            <p role="alert" className="text-danger mt-0.5 text-[13px] leading-snug">
              {problem}
            </p>
            <button
              type="button"
              aria-label={words.retry(file.name)}
              onClick={() => uploads.again(key)}
              className="text-muted hover:text-ink mt-1.5 inline-flex items-center gap-1.5 rounded text-[13px] font-medium underline-offset-2 hover:underline"
            >
              <RotateCcw aria-hidden className="size-3.5" />
              {text.retry}
            </button>
          </>
        ) : (
          <>
            <p className="text-muted text-[13px] tabular-nums">{line(upload)}</p>
            {!isOver && <ProgressBar percent={sentPercent(sentBytes, file.size)} label={file.name} />}
          </>
        )}
      </div>
      <IconButton
        label={isOver ? words.dismissUpload(file.name) : words.cancelUpload(file.name)}
        onClick={() => uploads.drop(key)}
      >
        <X aria-hidden />
      </IconButton>
    </li>
  );
}
