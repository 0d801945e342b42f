import { Inject, Injectable } from '@nestjs/common';
import { RETRIEVAL_CONFIG } from '../config/chat.config.js';
import type { RetrievalConfig } from '../config/retrieval.config.js';
import type { Asker } from '../ports/document-authority.port.js';
import { withinBudget } from '../prompt/answer-prompt.js';
import { folded } from './fold.js';
import type { Passage } from './passage.js';
import { coverageOf, differInScript } from './relevance.js';
import { Retriever, type Retrieved } from './retriever.service.js';
import { spread } from './spread.js';

/** What an answer is looked for with. */
export interface SourceRequest {
  readonly asker: Asker;
  /** The question, then other ways to put it. */
  readonly questions: readonly string[];
  readonly documentIds?: readonly string[] | undefined;
  readonly tags?: readonly string[] | undefined;
}

/** Chooses the sources of an answer: found, not weak, each said once, of more than one document, as many as the prompt has room for. */
@Injectable()
export class SourceFinder {
  constructor(
    private readonly retriever: Retriever,
    @Inject(RETRIEVAL_CONFIG) private readonly config: RetrievalConfig,
  ) {}

  /** No passages means that nothing relevant was found. @throws as {@link Retriever.find} does. */
  async find({ asker, questions, documentIds, tags }: SourceRequest, signal?: AbortSignal): Promise<Retrieved> {
    const { candidates, sources, sourceTokens, perDocument } = this.config;
    const { passages, degraded } = await this.retriever.find(
      { asker, questions, mode: 'hybrid', top: candidates, documentIds, tags },
      signal,
    );
    const relevant = this.relevant(questions[0] ?? '', passages);
    const ranked = folded(relevant);
    const chosen = new Set(withinBudget(spread(ranked, perDocument), sources, sourceTokens));
    // The best first again: models read the beginning of a prompt best.
    return { passages: ranked.filter((passage) => chosen.has(passage)), degraded };
  }

  /**
   * Nothing, if even the best passage holds too little of the question; otherwise all that hold any of it. A passage
   * in another script than the question shares no words with it and is left to the model to judge.
   */
  private relevant(question: string, passages: readonly Passage[]): Passage[] {
    const { minCoverage } = this.config;
    if (minCoverage === 0) return [...passages];
    const coverage = coverageOf(
      question,
      passages.map(({ title, heading, text }) => `${title} ${heading ?? ''} ${text}`),
    );
    const isRelevant = Math.max(0, ...coverage) >= minCoverage;
    return passages.filter(({ text }, i) => (isRelevant && (coverage[i] ?? 0) > 0) || differInScript(question, text));
  }
}
