import { extract } from './extraction/extract.js';
import type { ChildTask } from './extraction/child-protocol.js';
import { pdfAssets } from './extraction/pdf-text.js';

/** A child process that reads one file after the other for its parent, who may kill it at any moment. */
const assets = pdfAssets(import.meta.url);

process.on('message', (task: ChildTask) => {
  void extract(task, assets, (answer) => process.send?.(answer));
});
// The parent is gone: nobody wants the rest.
process.on('disconnect', () => process.exit(0));
process.send?.({ type: 'up' });
