import { z } from 'zod';

/** A whole number in an environment variable. `z.coerce` would read the word "soon" as NaN and '' as 0. */
const whole = z
  .string()
  .regex(/^-?\d+$/)
  .transform(Number);

/** A whole number from `min` to `max`, with its default. */
export const wholeNumber = (min: number, max: number, fallback: number) =>
  whole.pipe(z.number().int().min(min).max(max)).default(fallback);

/** A decimal number from `min` to `max`, with its default. */
export const decimal = (min: number, max: number, fallback: number) =>
  z
    .string()
    .regex(/^-?\d+(\.\d+)?$/)
    .transform(Number)
    .pipe(z.number().min(min).max(max))
    .default(fallback);

/** A TCP port; 0 lets the system choose one. */
export const port = (fallback: number) => wholeNumber(0, 65_535, fallback);

/** A TCP port that is closed unless it is named; 0 lets the system choose one. */
export const optionalPort = () => whole.pipe(z.number().int().min(0).max(65_535)).optional();

/** `true` or `false`, nothing else. */
export const flag = (fallback: boolean) =>
  z
    .enum(['true', 'false'])
    .transform((value) => value === 'true')
    .default(fallback);

/** An http or https address, kept without a trailing slash. */
export const httpUrl = z.url({ protocol: /^https?$/ }).transform((url) => url.replace(/\/+$/, ''));
