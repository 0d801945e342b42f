import { type DocumentView } from '@shared/contracts';
import { useState } from 'react';
import { text } from '../text.js';
import { Button } from '../ui/button.js';
import { Confirm } from '../ui/confirm.js';
import { LoadState } from '../ui/load-state.js';
import { DocumentRow } from './document-row.js';
import { useDocumentsHere } from './documents-context.js';
import { DropZone } from './drop-zone.js';
import { UploadRow } from './upload-row.js';

const words = text.documents;

/** From how many documents on a filter is worth its room. */
const FILTER_FROM = 8;

/** The reader's documents, with what is on its way into the list on top. */
export function DocumentList() {
  const documents = useDocumentsHere();
  const { items, uploads, loading, problem } = documents;
  const [filter, setFilter] = useState('');
  const [doomed, setDoomed] = useState<DocumentView | null>(null);

  const wanted = filter.trim().toLocaleLowerCase();
  const shown = items.filter(({ title, fileName, tags }) =>
    [title, fileName, ...tags].join('\n').toLocaleLowerCase().includes(wanted),
  );
  const retry = (id: string) => {
    // A refused retry leaves the document failed, with its reason still on show.
    documents.retry(id).catch(() => documents.reload());
  };

  return (
    <div className="flex min-h-0 flex-1 flex-col">
      <div className="px-3 pt-1 pb-2">
        <DropZone size="small" />
        {items.length >= FILTER_FROM && (
          <input
            type="search"
            value={filter}
            onChange={({ target }) => setFilter(target.value)}
            aria-label={words.filter}
            placeholder={words.filter}
            className="border-line bg-surface placeholder:text-faint mt-2 w-full rounded-xl border px-3 py-2 text-sm"
          />
        )}
      </div>
      <div className="min-h-0 flex-1 overflow-y-auto px-2 pb-3">
        {uploads.length > 0 && (
          <ul aria-label={words.uploads}>
            {uploads.map((upload) => (
              <UploadRow key={upload.key} upload={upload} uploads={documents} />
            ))}
          </ul>
        )}
        <ul aria-label={words.list} data-testid="documents">
          {shown.map((document) => (
            <DocumentRow
              key={document.id}
              document={document}
              onRetry={() => retry(document.id)}
              onTag={(tags) => documents.tag(document.id, tags)}
              onRemove={() => setDoomed(document)}
            />
          ))}
        </ul>
        {items.length === 0 && (loading || problem !== null) && (
          <LoadState loading={words.loading} problem={problem} onRetry={documents.reload} />
        )}
        {items.length === 0 && uploads.length === 0 && !loading && problem === null && (
          <p className="text-muted px-3 py-4 text-sm">{words.empty}</p>
        )}
        {items.length > 0 && shown.length === 0 && <p className="text-muted px-3 py-4 text-sm">{words.noMatch}</p>}
        {documents.hasMore && (
          <Button className="mt-2 w-full" disabled={loading} onClick={documents.more}>
            {text.showMore}
          </Button>
        )}
      </div>
      {doomed && (
        <Confirm
          title={words.removeTitle}
          body={words.removeBody(doomed.title)}
          action={text.delete}
          onConfirm={() => documents.remove(doomed.id)}
          onClose={() => setDoomed(null)}
        />
      )}
    </div>
  );
}
