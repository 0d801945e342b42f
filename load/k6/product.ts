import exec from 'k6/execution';
import http from 'k6/http';
import { Counter, Trend } from 'k6/metrics';
import { read } from 'k6/x/sse';
import { AnswerReading } from '../scenario/answer-reading.ts';
import { anyFact } from '../scenario/facts.ts';

/** Where the product is, without a trailing slash. */
const url = __ENV['GROUNDWORK_URL'] ?? '';
/** One caller each, shared out among the users; an empty one where nobody signs in. */
const keys = (__ENV['GROUNDWORK_API_KEYS'] ?? '').split(',');
/** The run's document, which all of them may read and is ready to be asked about. */
const documentId = __ENV['LOAD_DOCUMENT'] ?? '';

/** Longest time an answer may take; services cut it before that (`CHAT_MAX_ANSWER_SECONDS`). */
const ANSWER_TIMEOUT = '150s';
/** Streams say something every 15 s at the latest: three times as long without a byte is a dead one. */
const IDLE_TIMEOUT = '45s';
/** Failures of one user that are told in words; all are counted. */
const TOLD = 3;

/** Questions answered as they ought to be. */
const answered = new Counter('answered');
/** Questions that were not, and conversations that could not be removed. */
const failed = new Counter('failed');
const firstToken = new Trend('first_token', true);
const wholeAnswer = new Trend('whole_answer', true);

/** One user asks one thing, reads the answer to its end, and removes the conversation. */
export function ask(): void {
  const fact = anyFact();
  const headers = identity(exec.vu.idInTest - 1);
  const reading = new AnswerReading();
  const answer = read(
    `${url}/api/chat`,
    {
      headers: { ...headers, 'content-type': 'application/json' },
      body: JSON.stringify({ message: fact.question, documentIds: [documentId] }),
      timeout: ANSWER_TIMEOUT,
      idleTimeout: IDLE_TIMEOUT,
      tags: { name: 'ask' },
    },
    ({ data, atMs }) => reading.take(data, atMs),
  );
  const fault =
    answer.error === null
      ? reading.faultFor(fact, documentId)
      : `${answer.error.message} ${refusal(answer.status, answer.body)}`;
  if (fault === undefined) {
    answered.add(1);
    firstToken.add(reading.firstTokenMs ?? 0);
    wholeAnswer.add(answer.durationMs);
  } else fail(`A question was not answered as it ought to be: ${fault}`);

  if (reading.conversationId === undefined) return;
  const removed = http.del(`${url}/api/conversations/${reading.conversationId}`, null, {
    headers,
    tags: { name: 'remove conversation' },
  });
  if (removed.status !== 204) fail(`A conversation was not removed: ${refusal(removed.status, removed.body)}`);
}

let told = 0;
function fail(words: string): void {
  failed.add(1);
  if ((told += 1) <= TOLD) console.error(words);
}

function identity(user: number): Record<string, string> {
  const key = keys[user % keys.length] ?? '';
  return key === '' ? {} : { authorization: `Bearer ${key}` };
}

/** Status and code of a refusal; its other words may be anybody's. */
function refusal(status: number, body: unknown): string {
  try {
    const { code } = JSON.parse(typeof body === 'string' ? body : '') as { code?: unknown };
    return typeof code === 'string' ? `${status} ${code}` : String(status);
  } catch {
    return String(status);
  }
}
