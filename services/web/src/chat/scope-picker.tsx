import { ListFilter } from 'lucide-react';
import { useId, useRef, useState } from 'react';
import { useDocumentsHere } from '../documents/documents-context.js';
import { text } from '../text.js';
import { Button } from '../ui/button.js';

const words = text.scope;

/** Most documents a question may be limited to: the API's own limit. */
const MAX_DOCUMENTS = 100;
const GAP_PX = 8;

interface ScopePickerProps {
  /** Ids of the documents to answer from; none means all. */
  scope: readonly string[];
  onScope: (documentIds: string[]) => void;
}

/** Chooses which documents the next question is answered from. */
export function ScopePicker({ scope, onScope }: ScopePickerProps) {
  const { items } = useDocumentsHere();
  const menuId = useId();
  const button = useRef<HTMLButtonElement>(null);
  const [place, setPlace] = useState({ left: 0, bottom: 0 });
  const ready = items.filter(({ status }) => status === 'ready');
  const chosen = ready.filter(({ id }) => scope.includes(id)).map(({ id }) => id);
  const label = chosen.length === 0 ? words.all : words.some(chosen.length);

  const toggle = (id: string, isWanted: boolean) =>
    onScope(isWanted ? [...chosen, id].slice(0, MAX_DOCUMENTS) : chosen.filter((other) => other !== id));

  const placeMenu = () => {
    const rect = button.current?.getBoundingClientRect();
    if (rect) setPlace({ left: rect.left, bottom: window.innerHeight - rect.top + GAP_PX });
  };

  return (
    <>
      <button
        ref={button}
        type="button"
        popoverTarget={menuId}
        aria-label={words.label(label)}
        data-testid="scope-picker"
        className={`flex h-9 items-center gap-2 rounded-full px-3 text-sm transition-colors ${
          chosen.length > 0
            ? 'bg-accent-soft text-accent-strong font-medium'
            : 'text-muted hover:bg-sunken hover:text-ink'
        }`}
      >
        <ListFilter aria-hidden className="size-4" />
        {label}
      </button>
      <div
        id={menuId}
        popover="auto"
        role="group"
        aria-label={words.heading}
        onBeforeToggle={placeMenu}
        style={{ left: place.left, bottom: place.bottom }}
        className="border-line bg-raised text-ink shadow-float inset-auto w-[min(22rem,calc(100vw-2rem))] rounded-2xl border p-2"
      >
        <p className="text-muted px-2.5 pt-1.5 pb-1 text-[13px] font-medium">{words.heading}</p>
        {ready.length === 0 && <p className="px-2.5 py-2 text-sm">{words.none}</p>}
        <ul className="max-h-72 overflow-y-auto">
          {ready.map(({ id, title }) => (
            <li key={id}>
              <label className="hover:bg-sunken flex items-center gap-3 rounded-xl px-2.5 py-2 text-sm">
                <input
                  type="checkbox"
                  checked={chosen.includes(id)}
                  onChange={({ target }) => toggle(id, target.checked)}
                  className="accent-accent size-4 shrink-0"
                />
                <span dir="auto" className="min-w-0 truncate">
                  {title}
                </span>
              </label>
            </li>
          ))}
        </ul>
        {chosen.length > 0 && (
          <Button className="mt-2 w-full" onClick={() => onScope([])}>
            {words.clear}
          </Button>
        )}
      </div>
    </>
  );
}
