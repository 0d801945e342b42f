import { askBody, isUseChat, questionOf, useChatBody } from '@shared/contracts';

/**
 * The question that a body of `POST /api/chat` asks, as chat reads it; undefined where chat refuses the body.
 *
 * Both hold a body to the same schemas, so that what is screened and counted here is what is answered there.
 */
export function askedQuestion(body: unknown): string | undefined {
  if (!isUseChat(body)) return askBody.safeParse(body).data?.message;
  const read = useChatBody.safeParse(body);
  return read.success ? questionOf(read.data) : undefined;
}
