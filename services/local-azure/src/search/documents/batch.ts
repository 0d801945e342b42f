import { keyOf } from '../definition/field.js';
import type { IndexDefinition } from '../definition/index-fields.js';
import { isJsonObject, type Json, type JsonObject } from '../json.js';
import { SearchError, invalidParameter } from '../search-error.js';
import { checkedValues, fieldWithOversizeTerm } from './values.js';

export const ACTIONS = ['upload', 'merge', 'mergeOrUpload', 'delete'] as const;
export type ActionName = (typeof ACTIONS)[number];

/** One action of a batch, checked. */
export interface Action {
  readonly name: ActionName;
  readonly key: string;
  /** The document's values, key included. Empty for a delete. */
  readonly values: JsonObject;
  /** Why this document, and only this one, is refused. */
  readonly problem?: string;
}

/** How one action of a batch went. */
export interface ActionResult extends JsonObject {
  key: string;
  status: boolean;
  errorMessage: string | null;
  statusCode: number;
}

/** Most actions of one batch: the service's own limit. */
export const MAX_ACTIONS = 1_000;
const KEY = /^[A-Za-z0-9_=-]+$/;
const MAX_KEY_LENGTH = 1_024;

/**
 * Reads a batch of documents.
 *
 * @throws {SearchError} 400 for the whole request, as the service does it, where an action has no key, names an unknown
 *   field, or brings a value that its field cannot hold.
 */
export function readBatch(body: Json, definition: IndexDefinition): Action[] {
  const actions = isJsonObject(body) ? body.value : undefined;
  if (!Array.isArray(actions))
    throw invalidParameter('parameters', "The property 'value' must be a list of documents.", 'InvalidBatch');
  if (actions.length === 0)
    throw invalidParameter(
      'actions',
      'No indexing actions found in the request. Please include between 1 and 1000 indexing actions in your request.',
      'InvalidBatch',
    );
  if (actions.length > MAX_ACTIONS) {
    throw invalidParameter(
      'actions',
      `Found ${actions.length} indexing actions in the request. Please include between 1 and ${MAX_ACTIONS} indexing actions in your request.`,
      'TooManyActions',
    );
  }
  return actions.map((action, at) => readAction(action, at, definition));
}

function readAction(given: Json, at: number, definition: IndexDefinition): Action {
  if (!isJsonObject(given))
    throw invalidParameter('actions', `${at}: A document must be an object.`, 'InvalidDocument');
  const name = actionName(given['@search.action'], at);
  const key = readKey(given[keyOf(definition)], at);
  if (name === 'delete') return { name, key, values: {} };
  const values = checkedValues(given, definition.fields);
  const oversize = fieldWithOversizeTerm(values, definition.fields);
  if (oversize === undefined) return { name, key, values };
  const problem = `Field '${oversize}' contains a term that is too large to process. The max length for UTF-8 encoded terms is 32766 bytes. The most likely cause of this error is that filtering, sorting, and/or faceting are enabled on this field, which causes the entire field value to be indexed as a single term. Please avoid the use of these options for large fields.`;
  return { name, key, values, problem };
}

function actionName(given: Json | undefined, at: number): ActionName {
  const name = ACTIONS.find((one) => one === (given ?? 'upload'));
  if (name !== undefined) return name;
  throw invalidParameter(
    'actions',
    `${at}: Unknown indexing action. Use one of ${ACTIONS.join(', ')}.`,
    'InvalidAction',
  );
}

function readKey(given: Json | undefined, at: number): string {
  if (given === undefined || given === null || given === '') {
    throw invalidParameter(
      'actions',
      `${at}: Document key cannot be missing or empty.`,
      'MissingKeyField',
      'OperationNotAllowed',
    );
  }
  if (typeof given !== 'string')
    throw invalidParameter('actions', `${at}: A document key must be a string.`, 'InvalidName');
  checkKey(given);
  return given;
}

/** @throws {SearchError} 400 unless the text may be a key. */
export function checkKey(key: string): void {
  if (KEY.test(key) && key.length <= MAX_KEY_LENGTH) return;
  const rule =
    key.length > MAX_KEY_LENGTH
      ? `Keys can be at most ${MAX_KEY_LENGTH} characters long.`
      : 'Keys can only contain letters, digits, underscore (_), dash (-), or equal sign (=). If the keys in your source data contain other characters, we recommend encoding them with a URL-safe version of Base64 before uploading them to your index.';
  throw new SearchError(400, 'InvalidName', `Invalid document key: '${key.slice(0, 100)}'. ${rule}`);
}
