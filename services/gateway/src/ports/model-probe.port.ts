/** What a short look at the model showed. */
export type ModelState = 'connected' | 'unauthorized' | 'throttled' | 'unreachable';

/** Looks whether the model can be reached, without asking it anything that costs tokens. */
export abstract class ModelProbe {
  /** Answers within a few seconds; never throws. */
  abstract look(): Promise<ModelState>;
}
