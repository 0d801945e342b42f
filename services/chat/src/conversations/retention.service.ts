import { Inject, Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { describeError } from '@shared/telemetry';
import { RETENTION_CONFIG, type RetentionConfig } from '../config/chat.config.js';
import { ConversationArchive } from '../ports/conversation-archive.port.js';
import { ConversationStore } from '../ports/conversation-store.port.js';

const DAY_MS = 86_400_000;
/** Time between two rounds, in milliseconds: a day's promise may be an hour late. */
const ROUND_MS = 3_600_000;

/** Takes conversations away that nobody went on with for `RETENTION_DAYS`. Several replicas may do so at once. */
@Injectable()
export class Retention implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger(Retention.name);
  private timer: NodeJS.Timeout | undefined;
  private round: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly archive: ConversationArchive,
    private readonly store: ConversationStore,
    @Inject(RETENTION_CONFIG) private readonly config: RetentionConfig,
  ) {}

  onApplicationBootstrap(): void {
    if (this.config.days === 0) return;
    const begin = (): void => {
      this.round = this.sweep(Date.now()).catch((error: unknown) => {
        // The next round tries again.
        this.logger.error({ msg: 'old conversations could not be taken away', err: describeError(error) });
      });
    };
    this.timer = setInterval(begin, ROUND_MS).unref();
    begin();
  }

  async onApplicationShutdown(): Promise<void> {
    clearInterval(this.timer);
    await this.round;
  }

  /** One round. @param now milliseconds since the epoch. @returns how many it took away. */
  async sweep(now: number): Promise<number> {
    const before = new Date(now - this.config.days * DAY_MS).toISOString();
    let removed = 0;
    for await (const { owner, id } of this.archive.unchangedSince(before)) {
      // Somebody may have gone on with it since the row was read.
      const conversation = await this.store.find(owner, id).catch(() => undefined);
      if (!conversation || conversation.updatedAt >= before) continue;
      await this.store.remove(owner, id);
      removed += 1;
    }
    if (removed > 0) this.logger.log({ msg: 'old conversations taken away', removed });
    return removed;
  }
}
