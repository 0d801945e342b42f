import { useEffect, useState } from 'react';

const hasFiles = (transfer: DataTransfer | null) => transfer?.types.includes('Files') ?? false;

/**
 * Takes files dropped or pasted anywhere on the page.
 *
 * @returns whether files hang over the page right now.
 */
export function usePageDrop(onFiles: (files: File[]) => void): boolean {
  const [isOver, setIsOver] = useState(false);

  useEffect(() => {
    // Enter and leave come for every element on the way: their balance says whether the pointer is still in the window.
    let depth = 0;
    const stop = new AbortController();
    const { signal } = stop;

    const settle = (change: number) => {
      depth = Math.max(0, depth + change);
      setIsOver(depth > 0);
    };
    const on = <Name extends keyof WindowEventMap>(name: Name, react: (event: WindowEventMap[Name]) => void) =>
      window.addEventListener(name, react, { signal });

    on('dragenter', (event) => {
      if (!hasFiles(event.dataTransfer)) return;
      event.preventDefault();
      settle(1);
    });
    on('dragover', (event) => {
      if (hasFiles(event.dataTransfer)) event.preventDefault();
    });
    on('dragleave', (event) => {
      if (hasFiles(event.dataTransfer)) settle(-1);
    });
    on('drop', (event) => {
      if (!hasFiles(event.dataTransfer)) return;
      event.preventDefault();
      settle(-depth);
      onFiles(Array.from(event.dataTransfer?.files ?? []));
    });
    on('paste', (event) => {
      const files = Array.from(event.clipboardData?.files ?? []);
      // Words copied from an office program bring a picture of themselves along: the words are what is meant.
      if (files.length === 0 || event.clipboardData?.types.includes('text/plain')) return;
      event.preventDefault();
      onFiles(files);
    });
    return () => stop.abort();
  }, [onFiles]);

  return isOver;
}
