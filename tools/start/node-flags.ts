const FLAGS: Readonly<Record<string, readonly string[]>> = {
  ingestion: ['--max-old-space-size=96', '--max-semi-space-size=4'],
  // 200 streams and 500 requests a second leave 245 MiB instead of 370 (`npm run load -- gateway`), at the same CPU.
  gateway: ['--max-semi-space-size=8'],
};
/**
 * How Node is started for a service, beside its program: the images say the same.
 *
 * Ingestion is kept small: without a limit V8 lets garbage lie until the machine is half full, and an API and a worker
 * that stay under 250 MB took 364 and 415 (`npm run load -- memory`). What is read of documents is in the extraction
 * processes, which have a limit of their own.
 */
export const nodeFlags = (service: string): readonly string[] => FLAGS[service] ?? [];

/** What glibc is told for both: two arenas, not one for each thread, and large buffers given back as soon as they are free. */
export const allocatorVariables = (service: string): Readonly<Record<string, string>> =>
  service in FLAGS ? { MALLOC_ARENA_MAX: '2', MALLOC_MMAP_THRESHOLD_: '131072' } : {};
