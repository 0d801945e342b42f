import { Injectable, Logger, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { describeError } from '@shared/telemetry';
import { IngestionConfig } from '../config/ingestion.config.js';
import { CatalogDoctor } from './catalog-doctor.js';
import { ForgottenWork } from './forgotten-work.js';
import { WorkSignal } from './work-signal.js';

/** Between two comparisons of all stores, in milliseconds. */
const COMPARE_MS = 60 * 60_000;

/** Looks, at start and from time to time, for what a crash between two stores left behind, and has it mended. */
@Injectable()
export class Sweeper implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger(Sweeper.name);
  private readonly stopping = new AbortController();
  /** Never woken: it keeps its own time. */
  private readonly rest = new WorkSignal();
  private loop: Promise<void> = Promise.resolve();

  constructor(
    private readonly forgotten: ForgottenWork,
    private readonly doctor: CatalogDoctor,
    private readonly config: IngestionConfig,
  ) {}

  onApplicationBootstrap(): void {
    if (this.config.role !== 'api') this.loop = this.run();
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.stopping.abort();
    await this.loop;
  }

  private async run(): Promise<void> {
    let comparedAt = -Infinity;
    for (let isFirst = true; !this.stopping.signal.aborted; isFirst = false) {
      try {
        await this.forgotten.request(isFirst);
        if (performance.now() - comparedAt >= COMPARE_MS) {
          const { documents, ...found } = await this.doctor.examine({ signal: this.stopping.signal });
          comparedAt = performance.now();
          if (Object.values(found).some((count) => count > 0))
            this.logger.warn({ msg: 'Mended what the stores disagreed on', documents, ...found });
        }
      } catch (error) {
        this.logger.error({ msg: 'The stores could not be compared', err: describeError(error) });
      }
      await this.rest.sleep(this.config.sweepSeconds * 1_000, this.stopping.signal);
    }
  }
}
