import { parseArgs } from 'node:util';
import type { AskBody, Citation, Refusal } from '@shared/contracts';
import { Groundwork } from '../client/groundwork.ts';
import { citationLines } from './citation-line.ts';
import { EXIT, productUrl, runCommand, WrongUsage } from './run-command.ts';

const USAGE = `npm run ask -- "question" [--conversation ID] [--document ID]... [--json]

  --conversation ID  go on with a conversation
  --document ID      answer only from this document; may be given again
  --json             print the whole answer as JSON instead of streaming it
  GROUNDWORK_URL     where the product is (default http://localhost:8080)`;

interface Question {
  readonly body: AskBody;
  readonly asJson: boolean;
}

function read(args: string[]): Question {
  const { values, positionals } = parsed(args);
  const message = positionals.join(' ').trim();
  if (!message) throw new WrongUsage(USAGE);
  return {
    asJson: values.json,
    body: {
      message,
      ...(values.conversation ? { conversationId: values.conversation } : {}),
      ...(values.document ? { documentIds: values.document } : {}),
    },
  };
}

function parsed(args: string[]) {
  try {
    return parseArgs({
      args,
      allowPositionals: true,
      options: {
        conversation: { type: 'string' },
        document: { type: 'string', multiple: true },
        json: { type: 'boolean', default: false },
      },
    });
  } catch (cause) {
    throw new WrongUsage(USAGE, { cause });
  }
}

/** Prints an answer as it comes, then what it cites. Ctrl-C stops the answer, not only this program. */
async function stream(groundwork: Groundwork, body: AskBody): Promise<number> {
  const citations: Citation[] = [];
  let conversationId: string | undefined;
  let isRefusal = false;
  let fault: string | undefined;
  process.once('SIGINT', () => {
    if (conversationId) void groundwork.stop(conversationId).catch(() => undefined);
    else process.exit(130);
  });

  for await (const chunk of groundwork.stream(body)) {
    if (chunk.type === 'text-delta') process.stdout.write(chunk.delta ?? '');
    if (chunk.type === 'data-conversation') ({ conversationId } = chunk.data as { conversationId: string });
    if (chunk.type === 'data-refusal') isRefusal = (chunk.data as Refusal).reason !== undefined;
    if (chunk.type === 'source-document') citations.push(chunk.providerMetadata?.groundwork as Citation);
    if (chunk.type === 'data-error') fault = (chunk.data as { message: string }).message;
    if (chunk.type === 'error') fault ??= chunk.errorText;
    if (chunk.type === 'abort') fault ??= 'The answer was stopped.';
  }

  process.stdout.write('\n');
  if (!isRefusal && citations.length > 0) console.log(`\n${citationLines(citations).join('\n')}`);
  if (conversationId) console.error(`\nTo go on: npm run ask -- --conversation ${conversationId} "..."`);
  if (fault === undefined) return EXIT.ok;
  console.error(fault);
  return EXIT.refused;
}

await runCommand(async () => {
  const { body, asJson } = read(process.argv.slice(2));
  const groundwork = new Groundwork(productUrl(process.env));
  if (!asJson) return stream(groundwork, body);
  console.log(JSON.stringify(await groundwork.ask(body), null, 2));
  return EXIT.ok;
});
