import { statSync } from 'node:fs';
import type { JsonObject } from '../json.js';
import type { IndexFile } from '../store/index-file.js';
import { vectorTable } from '../store/names.js';
import { rolesOf } from '../store/tables.js';

/** Quotas of a small real service, as recorded. They are told, not enforced. */
const GIB = 1024 ** 3;
const QUOTA = { indexes: 15, storageBytes: 15 * GIB, vectorBytes: 5 * GIB } as const;
const VERSION = 'Microsoft.Azure.Search.V2026_04_01';

/** `GET /indexes('x')/search.stats`. */
export function indexStatistics(file: IndexFile, origin: string): JsonObject {
  return {
    '@odata.context': `${origin}/$metadata#${VERSION}.IndexStatistics`,
    documentCount: documents(file),
    storageSize: documents(file) === 0 ? 0 : statSync(file.path).size,
    vectorIndexSize: vectorBytes(file),
  };
}

/** `GET /servicestats`: the sums over all indexes. */
export function serviceStatistics(files: readonly IndexFile[], origin: string): JsonObject {
  const sum = (measure: (file: IndexFile) => number): number => files.reduce((total, file) => total + measure(file), 0);
  const counter = (usage: number, quota: number | null): JsonObject => ({ usage, quota });
  return {
    '@odata.context': `${origin}/$metadata#${VERSION}.ServiceStatistics`,
    counters: {
      documentCount: counter(sum(documents), null),
      indexesCount: counter(files.length, QUOTA.indexes),
      indexersCount: counter(0, 15),
      dataSourcesCount: counter(0, 15),
      storageSize: counter(
        sum(({ path }) => statSync(path).size),
        QUOTA.storageBytes,
      ),
      synonymMaps: counter(0, 3),
      skillsetCount: counter(0, 15),
      aliasesCount: counter(0, 30),
      vectorIndexSize: counter(sum(vectorBytes), QUOTA.vectorBytes),
    },
    indexersRuntime: { usedSeconds: 0, remainingSeconds: null, beginningTime: dayStart(0), endingTime: dayStart(1) },
    limits: {
      maxStoragePerIndex: QUOTA.storageBytes,
      maxFieldsPerIndex: 1_000,
      maxFieldNestingDepthPerIndex: 10,
      maxComplexCollectionFieldsPerIndex: 40,
      maxComplexObjectsInCollectionsPerDocument: 3_000,
      maxCumulativeIndexerRuntimeSeconds: null,
    },
  };
}

function documents(file: IndexFile): number {
  return Number(file.get('SELECT count(*) AS count FROM documents')?.count);
}

/** Bytes of the vectors alone: 4 a number. */
function vectorBytes(file: IndexFile): number {
  return rolesOf(file.definition).vectors.reduce((total, { path, field }) => {
    const count = Number(file.get(`SELECT count(*) AS count FROM ${vectorTable(path)}`)?.count);
    return total + count * (field.dimensions ?? 0) * Float32Array.BYTES_PER_ELEMENT;
  }, 0);
}

function dayStart(offset: number): string {
  const day = new Date();
  day.setUTCHours(24 * offset, 0, 0, 0);
  return day.toISOString().replace('.000Z', 'Z');
}
