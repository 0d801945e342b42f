import { Controller, Get, Inject, Injectable, type BeforeApplicationShutdown } from '@nestjs/common';
import { NotReady } from '@shared/errors';

/** Whether the stores and the search service this process needs have answered lately. */
export abstract class Readiness {
  /** Never throws; answers within a second. */
  abstract isReachable(): Promise<boolean>;
}

/** Storage or search must be silent for this long before a replica says it is not ready; design section 4. */
const UNREACHABLE_GRACE_MS = 10_000;

/**
 * `/health/live`: the process runs. `/health/ready`: 503 only until what it needs has answered once, while
 * draining, or when that has been unreachable for 10 s.
 */
@Controller('health')
@Injectable()
export class HealthController implements BeforeApplicationShutdown {
  private draining = false;
  private lastReachable = Number.NEGATIVE_INFINITY;

  constructor(@Inject(Readiness) private readonly readiness: Readiness) {}

  @Get('live')
  live(): { status: 'ok' } {
    return { status: 'ok' };
  }

  @Get('ready')
  async ready(): Promise<{ status: 'ok' }> {
    if (await this.readiness.isReachable()) this.lastReachable = Date.now();
    if (this.draining || Date.now() - this.lastReachable > UNREACHABLE_GRACE_MS) throw new NotReady();
    return { status: 'ok' };
  }

  beforeApplicationShutdown(): void {
    this.draining = true;
  }
}
