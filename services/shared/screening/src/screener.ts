import { Logger } from '@nestjs/common';
import { describeError, type Metrics } from '@shared/telemetry';
import { AzureContentScreen } from './azure-content-screen.adapter.js';
import { HARM_CATEGORIES, type ContentScreen } from './content-screen.port.js';
import { ScreeningUnavailable } from './errors.js';
import { screen } from './screen.js';
import type { ScreenerConfig, ScreenMode } from './screening.config.js';

/** Name of what Prompt Shields find, beside the names of the heuristics' rules. */
const SHIELD = 'prompt-shield';

type ScreenName = 'heuristics' | 'shields' | 'categories';

/** What the screens say of one text. */
export interface Verdict {
  /** Names of all rules that fired, whatever their mode. */
  readonly rules: readonly string[];
  /** Names of those that block; empty: the text may go on. */
  readonly blockedBy: readonly string[];
}

/** One screen's findings in each of the texts. */
type Findings = readonly (readonly string[])[];

/**
 * Lets every screen that is on look at a text, each in its mode.
 *
 * A text is in no log, and neither is whose it is: rules are counted, and named where something is found.
 */
export class Screener {
  private readonly logger = new Logger(Screener.name);
  private readonly found;
  private readonly failed;

  /**
   * @param subject what is screened, as metrics name it: `question`, `passage`.
   * @param service judges what heuristics cannot; undefined where the modes ask for none.
   */
  constructor(
    private readonly subject: 'question' | 'passage',
    private readonly config: ScreenerConfig,
    private readonly service: ContentScreen | undefined,
    metrics: Metrics,
  ) {
    this.found = metrics.counter('groundwork_screening_found_total', 'Texts in which a rule of the screening fired.', [
      'subject',
      'rule',
      'mode',
    ]);
    this.failed = metrics.counter(
      'groundwork_screening_failures_total',
      'Times a screen could not judge, by what became of the text.',
      ['subject', 'screen', 'outcome'],
    );
  }

  /** A text of a user. @throws {ScreeningUnavailable} if a screen that fails closed cannot judge; `signal.reason` */
  async question(text: string, signal: AbortSignal): Promise<Verdict> {
    const { shields, categories } = this.config;
    const [attack, harm] = await Promise.all([
      this.judged('shields', shields, 1, signal, async (service) => [
        (await service.isAttack(text, signal)) ? [SHIELD] : [],
      ]),
      this.judged('categories', categories, 1, signal, async (service) => {
        const severities = await service.severitiesOf(text, signal);
        const grave = HARM_CATEGORIES.filter((category) => severities[category] >= this.config.severity);
        return [grave.map((category) => `category-${category.toLowerCase()}`)];
      }),
    ]);
    return this.verdict([
      [this.heuristics(text), this.config.heuristics],
      [attack[0] ?? [], shields],
      [harm[0] ?? [], categories],
    ]);
  }

  /** Texts of documents, with a verdict for each. @throws as {@link question}. */
  async documents(texts: readonly string[], signal: AbortSignal): Promise<Verdict[]> {
    const { heuristics, shields } = this.config;
    const attacks = await this.judged('shields', shields, texts.length, signal, async (service) =>
      (await service.attacksIn(texts, signal)).map((isAttack) => (isAttack ? [SHIELD] : [])),
    );
    return texts.map((text, i) =>
      this.verdict([
        [this.heuristics(text), heuristics],
        [attacks[i] ?? [], shields],
      ]),
    );
  }

  private heuristics(text: string): readonly string[] {
    return this.config.heuristics === 'off' ? [] : screen(text).rules;
  }

  private verdict(findings: readonly (readonly [rules: readonly string[], mode: ScreenMode])[]): Verdict {
    const rules = findings.flatMap(([names]) => names);
    const blockedBy = findings.flatMap(([names, mode]) => (mode === 'block' ? names : []));
    for (const [names, mode] of findings)
      for (const rule of names) this.found.inc({ subject: this.subject, rule, mode });
    if (rules.length > 0) this.logger.warn({ msg: `screening fired at a ${this.subject}`, rules, blockedBy });
    return { rules, blockedBy };
  }

  /** What the service finds; nothing where the screen is off, or fails and may. */
  private async judged(
    name: ScreenName,
    mode: ScreenMode,
    texts: number,
    signal: AbortSignal,
    judge: (service: ContentScreen) => Promise<Findings>,
  ): Promise<Findings> {
    if (mode === 'off' || !this.service || texts === 0) return [];
    try {
      return await judge(this.service);
    } catch (cause) {
      signal.throwIfAborted();
      const failure = this.config.failure ?? (name === 'shields' ? 'closed' : 'open');
      const isClosed = mode === 'block' && failure === 'closed';
      this.failed.inc({ subject: this.subject, screen: name, outcome: isClosed ? 'refused' : 'passed' });
      this.logger.error({ msg: 'a screen does not answer', screen: name, isClosed, err: describeError(cause) });
      if (isClosed) throw new ScreeningUnavailable({ cause });
      return [];
    }
  }
}

/** The screener of a service, over Content Safety where that is configured. */
export function screener(subject: 'question' | 'passage', config: ScreenerConfig, metrics: Metrics): Screener {
  const service = config.contentSafety && new AzureContentScreen(config.contentSafety);
  return new Screener(subject, config, service, metrics);
}
