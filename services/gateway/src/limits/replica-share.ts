import type { ThrottlerStorage } from '@nestjs/throttler';
import type { FixedWindows, Hits } from './fixed-windows.js';
import type { SharedState } from './shared-state.js';

/**
 * Counts requests where all replicas see them, and while that place is away in this process, up to this replica's share
 * of the limit: an outage neither stops service nor takes the limits away.
 */
export class ReplicaShare implements ThrottlerStorage {
  /**
   * @param shared counts for all replicas.
   * @param own counts for this one.
   * @param replicas how many share a limit while `shared` is away, 1 or more.
   */
  constructor(
    private readonly shared: ThrottlerStorage,
    private readonly own: FixedWindows,
    private readonly replicas: number,
    private readonly state: SharedState,
  ) {}

  async increment(key: string, ttl: number, limit: number, block: number, name: string): Promise<Hits> {
    const hits = await this.state.ask(() => this.shared.increment(key, ttl, limit, block, name));
    return hits ?? this.ofShare(key, ttl, limit);
  }

  /** Told in terms of the whole limit: a replica of three counts each request as three. */
  private async ofShare(key: string, ttl: number, limit: number): Promise<Hits> {
    const share = Math.max(1, Math.floor(limit / this.replicas));
    const hits = await this.own.increment(key, ttl, share);
    return {
      ...hits,
      totalHits: hits.isBlocked ? limit + 1 : limit - Math.floor((share - hits.totalHits) * (limit / share)),
    };
  }
}
