/** What a text may be that is neither question nor attack; the service's own spelling and order. */
export const HARM_CATEGORIES = ['Hate', 'SelfHarm', 'Sexual', 'Violence'] as const;
export type HarmCategory = (typeof HARM_CATEGORIES)[number];

/** How grave, 0 (harmless) to 6, by category. */
export type Severities = Readonly<Record<HarmCategory, number>>;

/**
 * A service that judges texts.
 *
 * Contract, kept by every adapter and checked by `describeContentScreen`: texts of any length are judged whole; verdicts
 * come in the order of the texts; the empty text is harmless.
 */
export abstract class ContentScreen {
  /**
   * Whether a user's text attacks the model.
   * @throws whatever keeps it from being judged; `signal.reason` once `signal` aborts.
   */
  abstract isAttack(text: string, signal: AbortSignal): Promise<boolean>;

  /** Which texts of documents attack the model. @throws as {@link isAttack}. */
  abstract attacksIn(documents: readonly string[], signal: AbortSignal): Promise<boolean[]>;

  /** How grave a text is; of a long one its gravest part. @throws as {@link isAttack}. */
  abstract severitiesOf(text: string, signal: AbortSignal): Promise<Severities>;
}
