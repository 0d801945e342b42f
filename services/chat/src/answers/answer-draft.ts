import type { Grounding, Refusal, Source, Usage } from '@shared/contracts';
import type { TokenUsage } from '@shared/models';
import { CitationWriter } from '../citations/citation-writer.js';
import { doubtsIn, groundingOf, judged, type CitedPassage, type Doubt } from '../grounding/grounding.js';
import { placeOf, type Passage } from '../retrieval/passage.js';
import type { AnswerBody, AnswerEvent } from './answer-event.js';

/** An answer while it is being made: whatever happens, {@link body} says how far it came. */
export class AnswerDraft {
  private passages: readonly Passage[] = [];
  private writer = new CitationWriter([]);
  private refusal: Refusal | null = null;
  private degraded = false;
  private verdicts: ReadonlyMap<number, boolean> = new Map();
  private suggestions: readonly string[] = [];
  private input = 0;
  private output = 0;

  /** Passages for the model, numbered from 1 in this order. */
  give(passages: readonly Passage[]): void {
    this.passages = passages;
    this.writer = new CitationWriter(passages);
  }

  degrade(): AnswerEvent {
    this.degraded = true;
    return { type: 'degraded' };
  }

  /** Takes text of the model; answers what the reader gets of it. */
  write(text: string): AnswerEvent[] {
    return this.writer.write(text);
  }

  end(): AnswerEvent[] {
    return this.writer.end();
  }

  get isEmpty(): boolean {
    return this.writer.answer.trim() === '';
  }

  /** What is said so far. */
  get text(): string {
    return this.writer.answer;
  }

  /** Sentences whose words do not show that what they cite carries them. */
  doubts(): Doubt[] {
    return doubtsIn(this.writer.answer, this.cited());
  }

  /** Takes a model's verdicts on {@link doubts}, by their sentences. */
  judge(verdicts: ReadonlyMap<number, boolean>): void {
    this.verdicts = verdicts;
  }

  suggest(questions: readonly string[]): void {
    this.suggestions = questions;
  }

  /** Gives up answering: what was said is taken back, and nothing is cited. */
  refuse(refusal: Refusal): AnswerEvent[] {
    const wasSilent = this.isEmpty;
    this.refusal = refusal;
    // Said as text as well, so that a client that knows no refusals shows it; not after text that is taken back.
    return [{ type: 'refusal', refusal }, ...(wasSilent ? [{ type: 'text', text: refusal.message } as const] : [])];
  }

  spend({ inputTokens, outputTokens }: TokenUsage): void {
    this.input += inputTokens;
    this.output += outputTokens;
  }

  body(): AnswerBody {
    return {
      answer: this.refusal?.message ?? this.writer.answer,
      refusal: this.refusal,
      citations: this.refusal ? [] : [...this.writer.citations],
      sources: this.passages.map((passage, i) => this.source(passage, i)),
      grounding: this.grounding(),
      usage: this.usage(),
      degraded: this.degraded,
      suggestions: this.refusal ? [] : [...this.suggestions],
    };
  }

  private source(passage: Passage, index: number): Source {
    const n = this.refusal ? undefined : this.writer.numberOf(index);
    const { documentId, title, score, text, start, end } = passage;
    return { ...(n === undefined ? {} : { n }), documentId, title, ...placeOf(passage), score, text, start, end };
  }

  private grounding(): Grounding {
    if (this.refusal) return { grounded: false, sentences: [] };
    return judged(groundingOf(this.writer.answer, this.cited()), this.verdicts);
  }

  private cited(): CitedPassage[] {
    const byNumber = new Map(this.passages.map((passage, i) => [this.writer.numberOf(i), passage.text]));
    return this.writer.citations.map(({ n, answerStart }) => ({ answerStart, text: byNumber.get(n) ?? '' }));
  }

  private usage(): Usage {
    return { inputTokens: this.input, outputTokens: this.output, totalTokens: this.input + this.output };
  }
}
