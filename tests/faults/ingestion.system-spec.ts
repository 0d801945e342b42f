import { runIngestionFaults } from './ingestion-run.ts';

/** The short form of `npm run faults -- ingestion`: the same run with a few documents. */
it('takes every document in exactly once while workers are killed and services falter', async () => {
  const report = await runIngestionFaults(
    {
      documents: 12,
      workers: 2,
      killEveryMs: 2_000,
      // Fewer than the tries after which a document is given up (MAX_TRIES): on a machine so busy that nothing is done in
      // two seconds, all of them may fall on the same one.
      mostKills: 3,
      modelThrottledPercent: 20,
      indexFaultPercent: 10,
      deadlineMs: 300_000,
    },
    () => undefined,
  );

  expect(report).toMatchObject({
    ready: 12,
    failed: 0,
    missing: 0,
    foreign: 0,
    doubled: 0,
    passages: report.expectedPassages,
    doctor: { documents: 12, troubles: 0 },
  });
  // What it is worth: it did go wrong on the way.
  expect(report.kills).toBeGreaterThan(0);
  expect(report.modelThrottled).toBeGreaterThan(0);
  expect(report.indexFaults).toBeGreaterThan(0);
  expect(report.passed).toBe(true);
}, 660_000);
