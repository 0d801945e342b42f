import type { CoverageOf } from './threshold.ts';

/** Where the build puts the chat service's measure; sources import each other by names that only a build resolves. */
const BUILT = new URL('../../dist/services/chat/src/retrieval/relevance.js', import.meta.url).href;

/** The measure that the product itself judges passages by. Needs a build, which every start of the product makes. */
export async function loadCoverage(): Promise<CoverageOf> {
  const { coverageOf } = (await import(BUILT)) as { coverageOf: CoverageOf };
  return coverageOf;
}
