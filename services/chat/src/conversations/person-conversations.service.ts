import { Inject, Injectable } from '@nestjs/common';
import type { Erased, FeedbackLine } from '@shared/contracts';
import { NotAllowed } from '@shared/errors';
import type { Caller } from '@shared/identity';
import { RunningAnswers } from '../answers/running-answers.js';
import { withoutSources } from '../citations/source-veil.service.js';
import { ConversationArchive } from '../ports/conversation-archive.port.js';
import { ConversationStore } from '../ports/conversation-store.port.js';
import { ConversationService } from './conversation.service.js';

/** What administrators may do with conversations of others: hand out or erase one person's, and read opinions. */
@Injectable()
export class PersonConversations {
  constructor(
    private readonly store: ConversationStore,
    private readonly conversations: ConversationService,
    private readonly archive: ConversationArchive,
    @Inject(RunningAnswers) private readonly running: Pick<RunningAnswers, 'isRunning' | 'stop'>,
  ) {}

  /** One object a conversation. @throws {NotAllowed} */
  async *export(caller: Caller, userId: string): AsyncGenerator<object> {
    mustBeAdmin(caller);
    const owner = { tenantId: caller.tenantId, userId };
    for (const { id } of await this.store.list(owner)) {
      const whole = await this.conversations.whole(owner, id, await this.running.isRunning(owner, id));
      yield { kind: 'conversation', ...whole, messages: withoutSources(whole.messages) };
    }
  }

  /** A repeat finds nothing. @throws {NotAllowed} */
  async erase(caller: Caller, userId: string): Promise<Pick<Erased, 'conversations'>> {
    mustBeAdmin(caller);
    const owner = { tenantId: caller.tenantId, userId };
    const all = await this.store.list(owner);
    for (const { id } of all) {
      await this.running.stop(owner, id);
      await this.store.remove(owner, id);
    }
    return { conversations: all.length };
  }

  /** Whoever gives an opinion shows the question and the answer that it is about. @throws {NotAllowed} */
  async *feedback(caller: Caller, since?: string): AsyncGenerator<FeedbackLine> {
    mustBeAdmin(caller);
    yield* this.archive.feedback(caller.tenantId, since);
  }
}

function mustBeAdmin({ roles }: Caller): void {
  if (!roles.includes('admin')) throw new NotAllowed('Only an administrator may ask for this.');
}
