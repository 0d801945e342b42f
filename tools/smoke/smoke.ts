import type { Citation } from '@shared/contracts';
import { CannotStart } from '../cannot-start.ts';
import { keyHeader, type Access } from '../client/access.ts';
import { Refused, refusedBy } from '../client/faults.ts';
import { Groundwork } from '../client/groundwork.ts';
import { told } from '../client/told.ts';
import { inMemory, upload } from '../client/upload.ts';
import { readAnswer, type ArrivedAnswer } from './answer-stream.ts';

/** Longest time from upload to a whole answer, milliseconds. */
const DEADLINE_MS = 180_000;
/** Most answers that may come in one piece: a quick model may say all at once, but what holds streams back always does. */
const ASKS = 3;

/**
 * Tries a product as a user would, from where a user is. Nothing is tried again that a user would have seen fail.
 *
 * @throws {CannotStart} with what is wrong, a sentence.
 */
export async function smoke(access: Access, say: (line: string) => void): Promise<void> {
  const groundwork = new Groundwork(access.url, access.key);
  const deadline = AbortSignal.timeout(DEADLINE_MS);
  await told('It is not ready', () => ready(groundwork.url));
  say(`${groundwork.url} is ready.`);

  // A word that no other document has, so that only this one can answer.
  const stamp = `K${Date.now().toString(36).toUpperCase()}`;
  const content = `# Harbour log\n\nThe mooring ${stamp} at berth seven was inspected by Ottilie Brandt on the ninth of March.\n`;
  const { id } = await told('It did not take a document', () =>
    upload(access, inMemory(`harbour-${stamp}.md`, Buffer.from(content))),
  );
  const conversationIds: string[] = [];
  const takeAway = async (): Promise<void> => {
    for (const one of conversationIds) await groundwork.removeConversation(one);
    await groundwork.remove(id);
  };
  try {
    const view = await told('A document did not become ready', () => groundwork.settled(id, deadline));
    if (view.status !== 'ready')
      throw new CannotStart(`A document failed: ${view.failure?.code ?? view.status}, ${view.failure?.message ?? ''}`);
    say('A document was taken and read.');

    const message = `Who inspected the mooring ${stamp} at berth seven?`;
    const once = async (): Promise<ArrivedAnswer> => {
      const arrived = await told('It did not answer', () => ask(access, { message, documentIds: [id] }, deadline));
      if (arrived.conversationId !== undefined) conversationIds.push(arrived.conversationId);
      return arrived;
    };
    let answer = await once();
    for (let asked = 1; answer.pieces === 1 && asked < ASKS; asked += 1) answer = await once();
    const wrong = faultsOf(answer, id);
    if (wrong.length > 0) throw new CannotStart(`The answer's stream is not as it should be. ${wrong.join(' ')}`);
    const text = await told('The document cannot be read', () => groundwork.text(id));
    const quoted = cited(answer.citations, id).map(({ start, end }) => text.slice(start, end));
    if (!quoted.some((passage) => passage.includes('Ottilie Brandt')))
      throw new CannotStart(`The citation points to something else: "${quoted.join('", "')}"`);
    say(
      `Asked and answered in ${answer.events} events and ${answer.pieces} pieces, the first word after ` +
        `${Math.round(answer.firstWordMs ?? 0)} ms; the citation stands in the document.`,
    );
  } catch (error) {
    // The first fault is the one to tell.
    await takeAway().catch(() => undefined);
    throw error;
  }
  await told('What was brought could not be taken away', takeAway);
}

/** What is wrong with an answer that must cite this document. */
function faultsOf(answer: ArrivedAnswer, documentId: string): string[] {
  const faults = [...answer.faults];
  if (answer.refusal !== undefined) faults.push(`The question was refused: ${answer.refusal}.`);
  else if (cited(answer.citations, documentId).length === 0)
    faults.push(`It cites nothing of the document: "${answer.text}".`);
  return faults;
}

const cited = (citations: readonly Citation[], documentId: string): Citation[] =>
  citations.filter((citation) => citation.documentId === documentId);

async function ready(url: string): Promise<void> {
  const response = await fetch(`${url}/health/ready`);
  if (!response.ok) throw new Refused(response.status, 'not_ready', `/health/ready answers ${response.status}.`);
}

async function ask(access: Access, body: object, signal: AbortSignal): Promise<ArrivedAnswer> {
  const from = performance.now();
  const response = await fetch(new URL('/api/chat', access.url), {
    method: 'POST',
    headers: { ...keyHeader(access), accept: 'text/event-stream', 'content-type': 'application/json' },
    body: JSON.stringify(body),
    signal,
  });
  if (!response.ok) throw refusedBy(response.status, await response.text());
  return readAnswer(response, from);
}
