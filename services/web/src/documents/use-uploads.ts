import { type DocumentView } from '@shared/contracts';
import { useCallback, useEffect, useRef, useState } from 'react';
import { sentenceOf } from '../api/client.js';
import { newId } from '../api/id.js';
import { ApiError } from '../api/problem.js';
import { uploadFile } from '../api/upload.js';
import { tooLarge } from './largest-file.js';

/** Files on their way at the same time. A browser opens six connections to one server; chat and progress need some. */
const AT_ONCE = 2;
/** How long to wait when the server says "too many" without saying how long, in seconds. */
const DEFAULT_WAIT_SECONDS = 5;

/** One file on its way to the server. It leaves the list when its document takes its place. */
export interface Upload {
  key: string;
  file: File;
  /** `known`: the server holds the same content already. */
  state: 'waiting' | 'sending' | 'throttled' | 'known' | 'failed';
  sentBytes: number;
  /** While `throttled`: how long the server asked us to wait, in seconds. */
  waitSeconds?: number;
  /** When `failed`: what to do. */
  problem?: string;
}

export interface Uploads {
  uploads: Upload[];
  add: (files: readonly File[]) => void;
  again: (key: string) => void;
  /** Cancels a file on its way, or takes a failed one off the list. */
  drop: (key: string) => void;
}

/** Sends files, a few at a time, and hands over each document as the server takes it. */
export function useUploads(onTaken: (document: DocumentView) => void): Uploads {
  const [uploads, setUploads] = useState<Upload[]>([]);
  const running = useRef(new Map<string, AbortController>());
  const timers = useRef(new Set<number>());

  const change = useCallback((key: string, part: Partial<Upload>) => {
    setUploads((all) => all.map((upload) => (upload.key === key ? { ...upload, ...part } : upload)));
  }, []);

  const send = useCallback(
    async ({ key, file }: Upload) => {
      const problem = tooLarge(file);
      if (problem !== undefined) return change(key, { state: 'failed', problem });
      const controller = new AbortController();
      running.current.set(key, controller);
      change(key, { state: 'sending', sentBytes: 0 });
      try {
        const onSent = (sentBytes: number) => change(key, { sentBytes });
        const { document, isNew } = await uploadFile(file, { onSent, signal: controller.signal });
        if (isNew) setUploads((all) => all.filter((upload) => upload.key !== key));
        else change(key, { state: 'known' });
        onTaken(document);
      } catch (error) {
        if (controller.signal.aborted) return;
        if (error instanceof ApiError && error.status === 429) {
          const waitSeconds = error.retryAfterSeconds ?? DEFAULT_WAIT_SECONDS;
          change(key, { state: 'throttled', waitSeconds });
          const timer = window.setTimeout(() => change(key, { state: 'waiting' }), waitSeconds * 1_000);
          timers.current.add(timer);
        } else {
          change(key, { state: 'failed', problem: sentenceOf(error) });
        }
      } finally {
        running.current.delete(key);
      }
    },
    [change, onTaken],
  );

  // The list is the queue: whenever it changes, as many as there is room for are sent.
  useEffect(() => {
    const waiting = uploads.filter(({ key, state }) => state === 'waiting' && !running.current.has(key));
    for (const upload of waiting.slice(0, AT_ONCE - running.current.size)) void send(upload);
  }, [uploads, send]);

  useEffect(() => {
    const pending = timers.current;
    return () => pending.forEach((timer) => window.clearTimeout(timer));
  }, []);

  const add = useCallback((files: readonly File[]) => {
    const fresh = files.map((file): Upload => ({ key: newId(), file, state: 'waiting', sentBytes: 0 }));
    setUploads((all) => [...all, ...fresh]);
  }, []);
  const again = useCallback((key: string) => change(key, { state: 'waiting', sentBytes: 0 }), [change]);
  const drop = useCallback((key: string) => {
    running.current.get(key)?.abort();
    setUploads((all) => all.filter((upload) => upload.key !== key));
  }, []);

  return { uploads, add, again, drop };
}
