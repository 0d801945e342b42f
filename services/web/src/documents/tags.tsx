import { type SubmitEvent, useState } from 'react';
import { sentenceOf } from '../api/client.js';
import { text } from '../text.js';

const words = text.documents;

/** A document's tags; nothing where it has none. */
export function TagList({ title, tags }: { title: string; tags: readonly string[] }) {
  if (tags.length === 0) return null;
  return (
    <ul aria-label={words.tags(title)} className="mt-1 flex flex-wrap gap-1">
      {tags.map((tag) => (
        <li
          key={tag}
          dir="auto"
          className="bg-accent-soft text-accent max-w-full truncate rounded-full px-2 py-0.5 text-xs font-medium"
        >
          {tag}
        </li>
      ))}
    </ul>
  );
}

interface TagEditorProps {
  title: string;
  tags: readonly string[];
  /** @throws {ApiError} */
  onSave: (tags: string[]) => Promise<void>;
  onClose: () => void;
}

/** One line to change a document's tags in: Enter saves, Esc leaves them as they are. */
export function TagEditor({ title, tags, onSave, onClose }: TagEditorProps) {
  const [value, setValue] = useState(tags.join(', '));
  const [problem, setProblem] = useState<string | null>(null);

  const save = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    const wanted = value.split(',').map((tag) => tag.trim());
    onSave(wanted.filter((tag) => tag !== '')).then(onClose, (error: unknown) => setProblem(sentenceOf(error)));
  };

  return (
    <form onSubmit={save} className="mt-1.5">
      <div className="flex gap-1.5">
        <input
          autoFocus
          value={value}
          onChange={({ target }) => setValue(target.value)}
          onKeyDown={(event) => {
            if (event.key !== 'Escape') return;
            event.stopPropagation();
            onClose();
          }}
          aria-label={words.editTags(title)}
          placeholder={words.tagsField}
          className="border-line bg-surface placeholder:text-faint min-w-0 flex-1 rounded-lg border px-2 py-1 text-[13px]"
        />
        <button type="submit" className="text-accent rounded-lg px-1.5 text-[13px] font-medium hover:underline">
          {words.tagsSave}
        </button>
      </div>
      {problem !== null && (
        <p role="alert" className="text-danger mt-1 text-[13px] leading-snug">
          {problem}
        </p>
      )}
    </form>
  );
}
