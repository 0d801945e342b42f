import { type DocumentView } from '@shared/contracts';
import { useState } from 'react';
import { text } from '../text.js';
import { isSettled } from './stage.js';

interface News {
  unfinished: ReadonlySet<string>;
  sentence: string;
}

/** A sentence for a screen reader whenever a document becomes ready or fails. */
export function useDocumentNews(items: readonly DocumentView[]): string {
  const [news, setNews] = useState<News>({ unfinished: new Set(), sentence: '' });
  const unfinished = new Set(items.filter(({ status }) => !isSettled(status)).map(({ id }) => id));

  const hasChanged = unfinished.size !== news.unfinished.size || [...unfinished].some((id) => !news.unfinished.has(id));
  if (hasChanged) {
    const done = items.find(({ id, status }) => news.unfinished.has(id) && isSettled(status));
    setNews({ unfinished, sentence: done ? text.documents.news(done.title, done.status === 'ready') : news.sentence });
  }
  return news.sentence;
}
