import { analyze } from '../analysis/analyzer.js';
import { isStopWord } from '../analysis/stop-words.js';
import type { IndexDefinition } from '../definition/index-fields.js';
import { isJsonObject, type Json, type JsonObject } from '../json.js';
import { invalidParameter } from '../search-error.js';
import { textsOf, valueAt } from '../store/passage-writer.js';
import { DEFAULT_TAGS, marked, sentencesOf, termsWithin, type Span } from './marking.js';
import type { SearchParameters } from './search-parameters.js';

/** Results that the ranker sees: the service's own number. */
export const RERANKED = 50;

/** What a response says about where its reranker scores come from. No model runs here. */
export const SCORE_SOURCE = 'local stand-in';

/** Longest caption, in characters: about the 200 words of the service. */
const MAX_CAPTION_CHARS = 1_200;
/** Most that the reranker gives. */
const TOP_SCORE = 4;

/** What a semantic query asks for. */
export interface SemanticRequest {
  readonly terms: ReadonlySet<string>;
  /** Paths of title and content, as the configuration ranks them. */
  readonly titles: readonly string[];
  readonly contents: readonly string[];
  readonly captions: { readonly isHighlighted: boolean } | undefined;
  readonly answers: { readonly count: number; readonly threshold: number } | undefined;
}

/** One document as the ranker sees it. */
export interface Candidate {
  readonly id: number;
  readonly key: string;
  readonly score: number;
  readonly source: JsonObject;
}

/** A document ranked. */
export interface Ranked extends Candidate {
  readonly rerankerScore: number;
  /** The sentence that covers most of the question. */
  readonly best: { readonly text: string; readonly span: Span } | undefined;
  /** Share of the question's words that sentence has, 0 to 1. */
  readonly coverage: number;
}

/**
 * Reads the semantic part of a query.
 *
 * @throws {SearchError} 400 where the index has no such configuration.
 */
export function readSemantic(parameters: SearchParameters, definition: IndexDefinition): SemanticRequest | undefined {
  const text = parameters.semanticQuery ?? parameters.search ?? '';
  if (parameters.queryType !== 'semantic' && typeof parameters.semanticQuery !== 'string') return undefined;
  const fields = configuration(definition, parameters.semanticConfiguration ?? undefined);
  const terms = analyze(text, 'query');
  const telling = terms.filter((term) => !isStopWord(term));
  return {
    terms: new Set(telling.length > 0 ? telling : terms),
    titles: namesIn([fields.titleField ?? null]),
    contents: namesIn(fields.prioritizedContentFields),
    captions: option(parameters.captions, (value) => ({ isHighlighted: !/highlight-false/i.test(value) })),
    answers: option(parameters.answers, (value) => ({
      count: Number(/count-(\d+)/.exec(value)?.[1] ?? 1),
      threshold: Number(/threshold-([\d.]+)/.exec(value)?.[1] ?? 0.7),
    })),
  };
}

function option<T>(value: string | null | undefined, read: (value: string) => T): T | undefined {
  return value?.startsWith('extractive') === true ? read(value) : undefined;
}

function configuration(definition: IndexDefinition, wanted: string | undefined): JsonObject {
  const semantic = isJsonObject(definition.semantic) ? definition.semantic : {};
  const name = wanted ?? semantic.defaultConfiguration;
  const all = Array.isArray(semantic.configurations) ? semantic.configurations.filter(isJsonObject) : [];
  const found = all.find((one) => one.name === name);
  if (found === undefined || !isJsonObject(found.prioritizedFields)) {
    const message =
      typeof name === 'string'
        ? `Unknown semantic configuration '${name}'.`
        : 'A semantic query needs a semanticConfiguration, or an index with a default one.';
    throw invalidParameter('semanticConfiguration', message, 'InvalidSemanticConfiguration');
  }
  return found.prioritizedFields;
}

function namesIn(fields: Json | undefined): string[] {
  return Array.isArray(fields)
    ? fields.flatMap((field) => (isJsonObject(field) && typeof field.fieldName === 'string' ? [field.fieldName] : []))
    : [];
}

/** Share of the reranker score that the words of the question give; the rest is the score the document came with. */
const COVERAGE_SHARE = 0.2;

/**
 * Ranks candidates again, in place of the service's language model: mostly by the score a document came with, against
 * the best one, and by the share of the question's words that it holds. 0 to 4 as the service's, but a number of this
 * emulator, comparable with nothing else. It knows no more than the ranking before it, so it must not overrule it.
 */
export function rerank(candidates: readonly Candidate[], request: SemanticRequest): Ranked[] {
  const top = Math.max(Number.MIN_VALUE, ...candidates.map(({ score }) => score));
  const ranked = candidates.map((candidate) => {
    const { best, coverage, total } = bestSentence(candidate.source, request);
    const share = (1 - COVERAGE_SHARE) * (candidate.score / top) + COVERAGE_SHARE * total;
    return { ...candidate, best, coverage, rerankerScore: Math.fround(TOP_SCORE * share) };
  });
  return ranked.sort((one, other) => other.rerankerScore - one.rerankerScore);
}

function bestSentence(source: JsonObject, { terms, titles, contents }: SemanticRequest) {
  const all = new Set(
    titles
      .flatMap((path) => textsOf(valueAt(source, path)))
      .flatMap((text) => termsWithin(text, { start: 0, end: text.length }, terms)),
  );
  let best: Ranked['best'];
  let most = -1;
  for (const text of contents.flatMap((path) => textsOf(valueAt(source, path)))) {
    for (const span of sentencesOf(text)) {
      const found = termsWithin(text, span, terms);
      for (const term of found) all.add(term);
      if (found.length <= most) continue;
      most = found.length;
      best = { text, span };
    }
  }
  const share = (count: number): number => (terms.size === 0 ? 0 : count / terms.size);
  return { best, coverage: share(Math.max(0, most)), total: share(all.size) };
}

/** `@search.captions` of one document: its best sentence as it stands, and the same with the words marked. */
export function captionsOf({ best }: Ranked, { captions, terms }: SemanticRequest): JsonObject[] {
  if (captions === undefined || best === undefined) return [];
  const text = verbatim(best);
  return [{ text, highlights: captions.isHighlighted ? marked(text, terms, DEFAULT_TAGS) : '' }];
}

/** `@search.answers`: the best sentences of the best documents, where they cover enough of the question. */
export function answersOf(ranked: readonly Ranked[], { answers, terms }: SemanticRequest): JsonObject[] {
  if (answers === undefined) return [];
  return ranked
    .filter(({ best, coverage }) => best !== undefined && coverage >= answers.threshold)
    .slice(0, answers.count)
    .map(({ key, best, coverage }) => {
      const text = best === undefined ? '' : verbatim(best);
      return { key, text, highlights: marked(text, terms, DEFAULT_TAGS), score: Math.fround(coverage) };
    });
}

const verbatim = ({ text, span }: NonNullable<Ranked['best']>): string =>
  text.slice(span.start, Math.min(span.end, span.start + MAX_CAPTION_CHARS));
