import { Inject, Injectable, Logger } from '@nestjs/common';
import type { SearchMode } from '@shared/contracts';
import { DependencyUnavailable } from '@shared/errors';
import { Embedder } from '@shared/models';
import { describeError } from '@shared/telemetry';
import { DocumentAuthority, type Asker } from '../ports/document-authority.port.js';
import { PassageSearch, type FoundPassage, type PassageQuery } from '../ports/passage-search.port.js';
import type { RetrievalConfig } from '../config/retrieval.config.js';
import { RETRIEVAL_CONFIG } from '../config/chat.config.js';
import { ChatMetrics, type SearchLeg } from '../metrics/chat-metrics.js';
import type { Passage } from './passage.js';
import { fused } from './rank-fusion.js';

/** What is looked for. */
export interface Lookup {
  readonly asker: Asker;
  /** The question, and other ways to put it: each further one counts half. At least one. */
  readonly questions: readonly string[];
  readonly mode: SearchMode;
  /** Most passages, 1 to 100. */
  readonly top: number;
  readonly documentIds?: readonly string[] | undefined;
  readonly tags?: readonly string[] | undefined;
}

/** What was found. */
export interface Retrieved {
  /** Best first; every one visible to the caller and of its live version. */
  readonly passages: Passage[];
  /** Half of a hybrid search failed and the other half answered. */
  readonly degraded: boolean;
}

/** One question's hits, and the half of the hybrid search that did not answer, if one did not. */
interface Ranked {
  readonly found: FoundPassage[];
  readonly lost?: SearchLeg;
}

/**
 * What each further way to put a question counts beside the first. The rewriting is what was meant; the reader's own words
 * are insurance against a bad one, and alone must not outvote it: found by both counts 1.5, by the rewriting 1, by them 0.5.
 */
const FURTHER_WEIGHT = 0.5;

/** Times it is looked: once more if a document was replaced meanwhile. */
const MAX_LOOKS = 2;
/** Longest text embedded for one question, in characters: within the 8,191 tokens of Azure's models in any script. */
const MAX_EMBEDDED_CHARS = 6_000;

/** Finds passages the caller may read: embed, search with the caller's permissions, ask the catalog for the last word. */
@Injectable()
export class Retriever {
  private readonly logger = new Logger(Retriever.name);

  constructor(
    private readonly embedder: Embedder,
    private readonly search: PassageSearch,
    private readonly authority: DocumentAuthority,
    @Inject(RETRIEVAL_CONFIG) private readonly config: RetrievalConfig,
    private readonly metrics: ChatMetrics,
  ) {}

  /**
   * @throws {DependencyUnavailable} if no leg of the search answers, or the catalog does not: never an empty result instead.
   * @throws `signal.reason` once `signal` aborts.
   */
  async find(lookup: Lookup, signal?: AbortSignal): Promise<Retrieved> {
    for (let look = 1; ; look += 1) {
      const { found, degraded } = await this.candidates(lookup, signal);
      // All candidates are checked before the cut: rows of a deleted document must not take the places of live ones.
      const passages = await this.confirmed(lookup.asker, found, signal);
      if (look < MAX_LOOKS && (await this.isReplaced(lookup.asker, found, passages))) continue;
      return { passages: passages.slice(0, lookup.top), degraded };
    }
  }

  private async candidates(
    lookup: Lookup,
    signal?: AbortSignal,
  ): Promise<{ found: FoundPassage[]; degraded: boolean }> {
    const rankings = await this.rankings(lookup, signal);
    const found =
      rankings.length === 1
        ? (rankings[0]?.found ?? [])
        : fused(
            rankings.map(({ found: items }, i) => ({ items, weight: i === 0 ? 1 : FURTHER_WEIGHT })),
            ({ documentId, version, ordinal }) => `${documentId}-${version}-${ordinal}`,
          ).map(({ item, score }) => ({ ...item, score }));
    return { found, degraded: rankings.some(({ lost }) => lost !== undefined) };
  }

  /** What each of the questions finds. Of one lookup the metrics count one loss, however many ways to put it there are. */
  private async rankings(lookup: Lookup, signal?: AbortSignal): Promise<Ranked[]> {
    try {
      const { vectors, failure } = await this.embed(lookup, signal);
      const rankings = await Promise.all(
        lookup.questions.map((text, i) =>
          this.rank({ ...this.query(lookup), text, vector: vectors[i] }, failure, signal),
        ),
      );
      const lost = rankings.find((ranked) => ranked.lost)?.lost;
      if (lost) this.metrics.searchDegraded(lost);
      return rankings;
    } catch (error) {
      if (!signal?.aborted) this.metrics.searchFailed();
      throw error;
    }
  }

  private query({ asker, mode, top, documentIds, tags }: Lookup): Omit<PassageQuery, 'text' | 'vector'> {
    return { caller: asker.caller, mode, top: Math.min(100, Math.max(top, this.config.candidates)), documentIds, tags };
  }

  /** The questions' vectors; without the embedder a hybrid search goes on with words alone. */
  private async embed(
    { questions, mode }: Lookup,
    signal?: AbortSignal,
  ): Promise<{ vectors: number[][]; failure?: unknown }> {
    if (mode === 'keyword') return { vectors: [] };
    const deadline = AbortSignal.timeout(this.config.embedTimeoutMs);
    try {
      return {
        vectors: await this.embedder.embed(
          questions.map((text) => text.slice(0, MAX_EMBEDDED_CHARS)),
          signal ? AbortSignal.any([signal, deadline]) : deadline,
        ),
      };
    } catch (error) {
      signal?.throwIfAborted();
      const failure = deadline.aborted
        ? new DependencyUnavailable('The embedding model does not answer just now; try again in a moment.', {
            cause: error,
          })
        : error;
      if (mode === 'vector') throw failure;
      return { vectors: [], failure };
    }
  }

  /** One query; where the hybrid one fails, each leg by itself: words first, because they need no other service. */
  private async rank(query: PassageQuery, embedderFailure: unknown, signal?: AbortSignal): Promise<Ranked> {
    if (query.mode !== 'hybrid') return { found: await this.search.find(query, signal) };
    const failures: unknown[] = embedderFailure === undefined ? [] : [embedderFailure];
    const modes: SearchMode[] = query.vector ? ['hybrid', 'keyword', 'vector'] : ['keyword'];
    for (const mode of modes) {
      try {
        const found = await this.search.find({ ...query, mode }, signal);
        if (failures.length === 0) return { found };
        this.logger.warn({ leg: mode, msg: 'search degraded', err: describeError(failures[0]) });
        return { found, lost: mode === 'vector' ? 'keyword' : 'vector' };
      } catch (error) {
        signal?.throwIfAborted();
        failures.push(error);
      }
    }
    throw failures.at(-1);
  }

  /**
   * Whether a document was given a new version between the search and the check: what was found of it counts no more,
   * and the passages that do were not there to be found.
   */
  private async isReplaced(
    asker: Asker,
    found: readonly FoundPassage[],
    confirmed: readonly Passage[],
  ): Promise<boolean> {
    const shown = new Set(confirmed.map(({ documentId }) => documentId));
    const dropped = found.filter(({ documentId }) => !shown.has(documentId));
    if (dropped.length === 0) return false;
    const live = await this.authority.readableDocuments(
      asker,
      dropped.map(({ documentId }) => documentId),
    );
    return dropped.some(({ documentId, version }) => version < (live.get(documentId) ?? 0));
  }

  /** The passages of documents that the catalog says this caller may read now, with their titles of today. */
  private async confirmed(asker: Asker, found: readonly FoundPassage[], signal?: AbortSignal): Promise<Passage[]> {
    const readable = await this.authority.readable(asker, found, signal);
    const known = new Map(readable.map((document) => [`${document.documentId}-${document.version}`, document]));
    return found.flatMap((passage) => {
      const document = known.get(`${passage.documentId}-${passage.version}`);
      if (!document) return [];
      return [{ ...passage, title: document.title, fileName: document.fileName, mediaType: document.mediaType }];
    });
  }
}
