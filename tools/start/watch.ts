import { watch } from 'node:fs';
import { join } from 'node:path';
import { buildIfStale } from '../build/build.ts';
import type { Product } from './product.ts';

/** Editors write a file in several steps; this long without a further one counts as done, in milliseconds. */
const SETTLED_MS = 300;

const IGNORED = /(^|\/)(node_modules|dist|test)(\/|$)|\.spec\.tsx?$|\.md$/;

/**
 * The services to start anew when a file under `services/` changes; empty for the web pages, which are only built.
 *
 * @param path from `services/`, with forward slashes.
 */
export function servicesOf(path: string): string[] {
  const [service = ''] = path.split('/');
  if (service === 'web') return [];
  return service === 'shared' ? ['gateway', 'chat', 'ingestion'] : [service];
}

/** Builds again what a change on disk made stale, and starts those services anew, until `signal` aborts. */
export function watchSources({
  root,
  product,
  say,
  signal,
}: {
  root: string;
  product: Product;
  say: (line: string) => void;
  signal: AbortSignal;
}): void {
  const changed = new Set<string>();
  let timer: NodeJS.Timeout | undefined;
  let isBuilding = false;

  const rebuild = async (): Promise<void> => {
    if (isBuilding) return;
    isBuilding = true;
    const names = new Set([...changed].flatMap(servicesOf));
    changed.clear();
    try {
      const built = await buildIfStale({ root, say, signal });
      if (built.includes('services')) product.restart([...names]);
    } catch (error) {
      if (!signal.aborted) say(error instanceof Error ? error.message : String(error));
    }
    isBuilding = false;
    if (changed.size > 0) void rebuild();
  };

  watch(join(root, 'services'), { recursive: true, signal }, (_event, file) => {
    const path = file?.replaceAll('\\', '/') ?? '';
    if (IGNORED.test(path)) return;
    changed.add(path);
    clearTimeout(timer);
    timer = setTimeout(() => void rebuild(), SETTLED_MS);
  });
  say('Watching services/ for changes.');
}
