import { Upload } from 'lucide-react';
import { useId } from 'react';
import { text } from '../text.js';
import { ACCEPTED } from './accepted.js';
import { useDocumentsHere } from './documents-context.js';
import { dropHint } from './largest-file.js';

/** Where files are picked; dropping and pasting work on the whole page, so this says so and offers the picker. */
export function DropZone({ size }: { size: 'small' | 'large' }) {
  const { add } = useDocumentsHere();
  const id = useId();
  const large = size === 'large';
  return (
    <label
      htmlFor={id}
      data-testid="drop-zone"
      className={`border-line-strong/60 bg-surface hover:border-accent hover:bg-accent-soft/50 has-[:focus-visible]:outline-accent flex items-center rounded-2xl border border-dashed transition-colors has-[:focus-visible]:outline-2 has-[:focus-visible]:outline-offset-2 ${
        large ? 'flex-col gap-3 px-6 py-9 text-center' : 'gap-3 px-3.5 py-3 text-start'
      }`}
    >
      <span
        className={`bg-accent-soft text-accent grid place-items-center rounded-full ${large ? 'size-12' : 'size-9'}`}
      >
        <Upload aria-hidden className={large ? 'size-5' : 'size-4'} />
      </span>
      <span>
        <span className={`block font-medium ${large ? '' : 'text-sm'}`}>
          {large ? text.documents.dropOr : text.documents.dropOrShort}
          <span className="text-accent underline underline-offset-3">{text.documents.browse}</span>
        </span>
        <span className="text-muted block text-[13px]">{dropHint()}</span>
      </span>
      <input
        id={id}
        type="file"
        multiple
        accept={ACCEPTED}
        aria-label={text.documents.add}
        className="sr-only"
        onChange={({ target }) => {
          add(Array.from(target.files ?? []));
          // Cleared, so that the same file can be picked again.
          target.value = '';
        }}
      />
    </label>
  );
}
