import { z } from 'zod';
import type { Json, JsonObject } from '../json.js';
import { SearchError, invalidParameter } from '../search-error.js';
import { completeField } from './field.js';
import type { IndexDefinition } from './index-fields.js';
import { checkFields } from './field-rules.js';

/** Attributes of a definition that this emulator stores and answers without acting on them, and their defaults. */
const DEFAULTS: JsonObject = {
  description: null,
  defaultScoringProfile: null,
  permissionFilterOption: null,
  purviewEnabled: false,
  scoringProfiles: [],
  corsOptions: null,
  suggesters: [],
  analyzers: [],
  normalizers: [],
  tokenizers: [],
  tokenFilters: [],
  charFilters: [],
  encryptionKey: null,
  semantic: null,
  vectorSearch: null,
};

const BM25 = '#Microsoft.Azure.Search.BM25Similarity';
const NAME = /^(?=.{1,128}$)[a-z0-9](?:[a-z0-9-]*[a-z0-9])?$/;

const json: z.ZodType<Json> = z.json();
const bodySchema = z.looseObject({
  name: z.string(),
  fields: z.array(z.looseObject({ name: z.string(), type: z.string() })).min(1),
  similarity: z.looseObject({ k1: z.number().min(0).nullish(), b: z.number().min(0).max(1).nullish() }).nullish(),
  semantic: json.optional(),
  vectorSearch: json.optional(),
});

/**
 * Reads the definition of a request and fills in what it leaves out.
 *
 * @throws {SearchError} 400 with the service's text where it breaks a rule.
 */
export function readDefinition(body: Json): IndexDefinition {
  const parsed = bodySchema.safeParse(body);
  if (!parsed.success) {
    const { path, message } = parsed.error.issues[0] ?? { path: [], message: 'no definition' };
    throw invalidParameter('definition', `${path.join('.')}: ${message}.`, 'InvalidDefinition');
  }
  const given = parsed.data as JsonObject & { name: string; fields: (JsonObject & { name: string; type: string })[] };
  checkName(given.name);
  const fields = given.fields.map(completeField);
  checkFields(given.name, fields, given.vectorSearch);
  const { '@odata.etag': _etag, '@odata.context': _context, ...rest } = given;
  const similarity = {
    '@odata.type': BM25,
    k1: null,
    b: null,
    ...(parsed.data.similarity as JsonObject | null | undefined),
  };
  return { ...DEFAULTS, ...rest, name: given.name, fields, similarity };
}

/** @throws {SearchError} 400 unless the name may be an index's. Nothing else may become part of a file name. */
export function checkName(name: string): void {
  if (NAME.test(name) && !name.includes('--')) return;
  const message = `Invalid index name: Index name must only contain lowercase letters, digits or dashes, cannot start or end with dashes and is limited to 128 characters.`;
  throw new SearchError(400, 'InvalidName', message);
}
