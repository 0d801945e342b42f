import type { ChildAnswer, ChildTask, ParentReply } from './extraction/child-protocol.js';
import { speedUpPdf } from './extraction/pdf-speed.js';

/** A child process that reads one file after the other for its parent, who may kill it at any moment. */

// The parent is gone: nobody wants the rest.
process.on('disconnect', () => process.exit(0));

// Before anything loads pdf.js.
speedUpPdf();
const { runTask } = await import('./extraction/extract.js');
const { pdfAssets } = await import('./extraction/pdf-text.js');
const { warmUpPdf } = await import('./extraction/pdf-warm-up.js');

const assets = pdfAssets(import.meta.url);
let heard: (reply: ParentReply) => void = () => undefined;

const tell = (answer: ChildAnswer): void => {
  process.send?.(answer);
};
const ask = (question: ChildAnswer): Promise<ParentReply> =>
  new Promise((resolve) => {
    heard = resolve;
    tell(question);
  });

process.on('message', (message: ChildTask | ParentReply) => {
  if (message.type === 'window' || message.type === 'no-more') heard(message);
  else void runTask(message, assets, { answer: tell, ask });
});

// Without it the first document would take longer, and that is all.
await warmUpPdf(assets).catch(() => undefined);
tell({ type: 'up' });
