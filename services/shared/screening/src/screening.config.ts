import { ConfigError, httpUrl, wholeNumber } from '@shared/config';
import { z } from 'zod';

/** `off`: not asked. `report`: what it finds is counted and logged. `block`: what it finds does not go on. */
export const SCREEN_MODES = ['off', 'report', 'block'] as const;
export type ScreenMode = (typeof SCREEN_MODES)[number];

/** The mode of one screen. */
export const screenMode = () => z.enum(SCREEN_MODES);

/** Where texts are judged by a service, and what happens while it is away. */
export const contentSafetyFields = {
  /** Azure AI Content Safety, for Prompt Shields and text categories. Unset: heuristics only. */
  CONTENT_SAFETY_URL: httpUrl.optional(),
  /** Its key; without one the pod's identity is used. */
  CONTENT_SAFETY_KEY: z.string().min(1).optional(),
  /** Longest wait for one verdict, in milliseconds. */
  CONTENT_SAFETY_TIMEOUT_MS: wholeNumber(50, 60_000, 3_000),
  /**
   * What becomes of a text that cannot be judged by a screen in mode `block`: `open` lets it pass, `closed` refuses it.
   * Unset: `closed` for Prompt Shields, `open` for text categories.
   */
  SCREENING_FAILURE: z.enum(['open', 'closed']).optional(),
};

/** How to reach Content Safety. */
export interface ContentSafetyConfig {
  readonly url: string;
  /** Undefined: the pod's identity. */
  readonly key: string | undefined;
  readonly timeoutMs: number;
}

/** Which screens see a text, and what each may do. */
export interface ScreenerConfig {
  /** Undefined: there is no such service, and its screens are off. */
  readonly contentSafety: ContentSafetyConfig | undefined;
  readonly heuristics: ScreenMode;
  readonly shields: ScreenMode;
  readonly categories: ScreenMode;
  /** Severity from which a category counts, 1 to 6. */
  readonly severity: number;
  readonly failure: 'open' | 'closed' | undefined;
}

/** What a service chose for its screens; undefined: nothing, for those that need Content Safety. */
export interface ChosenModes {
  readonly heuristics: ScreenMode;
  readonly shields: ScreenMode | undefined;
  readonly categories?: ScreenMode | undefined;
  readonly severity?: number;
}

/**
 * The screens of a service: with Content Safety Prompt Shields block unless told otherwise, and categories are off.
 * @throws {ConfigError} if a screen is chosen that needs Content Safety, without its address.
 */
export function screenerConfig(
  env: z.infer<z.ZodObject<typeof contentSafetyFields>>,
  { heuristics, shields, categories, severity = 4 }: ChosenModes,
): ScreenerConfig {
  const url = env.CONTENT_SAFETY_URL;
  if (url === undefined && [shields, categories].some((mode) => mode === 'report' || mode === 'block'))
    throw new ConfigError('Prompt Shields and text categories need CONTENT_SAFETY_URL, the address of Content Safety.');
  return {
    contentSafety:
      url === undefined ? undefined : { url, key: env.CONTENT_SAFETY_KEY, timeoutMs: env.CONTENT_SAFETY_TIMEOUT_MS },
    heuristics,
    shields: url === undefined ? 'off' : (shields ?? 'block'),
    categories: categories ?? 'off',
    severity,
    failure: env.SCREENING_FAILURE,
  };
}
