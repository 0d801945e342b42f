import type { ChatAnswer } from '@shared/contracts';
import type { Groundwork } from '../../tools/client/groundwork.ts';
import { patiently } from './patience.ts';

/** Asks one question and takes its conversation away again: thousands of them would only slow the store down. */
export async function askOnce(groundwork: Groundwork, message: string): Promise<ChatAnswer> {
  const answer = await patiently(() => groundwork.ask({ message }));
  await patiently(() => groundwork.removeConversation(answer.conversationId));
  return answer;
}
