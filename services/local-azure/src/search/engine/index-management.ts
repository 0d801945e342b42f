import { randomBytes } from 'node:crypto';
import { isRebuild } from '../definition/definition-change.js';
import { readDefinition } from '../definition/read-definition.js';
import { type IndexDefinition } from '../definition/index-fields.js';
import { parsedBody } from '../parsed-body.js';
import { SearchError, invalidParameter, preconditionFailed } from '../search-error.js';
import { IndexFile } from '../store/index-file.js';
import { PassageWriter } from '../store/passage-writer.js';
import { createTables, dropDerived } from '../store/tables.js';
import type { SearchAnswer, SearchCall } from './search-call.js';

/** `POST /indexes`: 201, or 409 where the name is taken. */
export function createIndex(
  call: SearchCall,
  find: (name: string) => IndexFile | undefined,
  pathOf: (name: string) => string,
): SearchAnswer {
  const definition = readDefinition(parsedBody(call.body));
  if (find(definition.name) !== undefined) throw alreadyExists(definition.name);
  return created(definition, pathOf(definition.name), call.origin);
}

/** `PUT /indexes('x')`: makes the index or changes it, if the caller's ETag allows it. */
export function putIndex(index: string, call: SearchCall, current: IndexFile | undefined, path: string): SearchAnswer {
  const definition = readDefinition(parsedBody(call.body));
  if (definition.name !== index) {
    throw invalidParameter(
      'index',
      `Index name in the URL '${index}' does not match the name in the body '${definition.name}'.`,
      'InvalidName',
    );
  }
  checkPrecondition(call, current);
  if (current === undefined) return created(definition, path, call.origin);
  change(current, definition);
  return sentDefinition(200, current, call.origin);
}

/** `DELETE /indexes('x')`: checks the ETag; the caller then closes and removes the file. */
export function deleteIndex(call: SearchCall, current: IndexFile): SearchAnswer {
  checkPrecondition(call, current);
  return { status: 204, kind: 'none' };
}

/** A definition as it is answered. */
export function sentDefinition(status: number, { definition, etag }: IndexFile, origin: string): SearchAnswer {
  const body = { '@odata.context': `${origin}/$metadata#indexes/$entity`, '@odata.etag': etag, ...definition };
  const location = status === 201 ? { location: `${origin}/indexes('${definition.name}')` } : {};
  return { status, kind: 'management', body: JSON.stringify(body), headers: { etag, ...location } };
}

function created(definition: IndexDefinition, path: string, origin: string): SearchAnswer {
  const file = IndexFile.create(path, definition, newEtag());
  const answer = sentDefinition(201, file, origin);
  file.close();
  return answer;
}

/** New fields need new tables: those that are made of the documents are made again. */
function change(file: IndexFile, next: IndexDefinition): void {
  const current = file.definition;
  const needsRebuild = isRebuild(current, next);
  file.transaction(() => {
    file.define(next, newEtag());
    if (!needsRebuild) return;
    dropDerived(file.db, current);
    createTables(file.db, next);
    new PassageWriter(file).rebuild();
  });
}

function checkPrecondition({ ifMatch, ifNoneMatch }: SearchCall, current: IndexFile | undefined): void {
  const isThere = (tags: string): boolean =>
    current !== undefined && (tags.trim() === '*' || tags.split(',').some((tag) => tag.trim() === current.etag));
  if (ifMatch !== undefined && !isThere(ifMatch)) throw preconditionFailed();
  if (ifNoneMatch !== undefined && isThere(ifNoneMatch)) throw preconditionFailed();
}

const newEtag = (): string => `"0x8D${randomBytes(7).toString('hex').toUpperCase().slice(0, 13)}"`;

function alreadyExists(index: string): SearchError {
  const message = `Cannot create index '${index}' because it already exists.`;
  return new SearchError(409, 'ResourceNameAlreadyInUse', message, [{ code: 'CannotCreateExistingIndex', message }]);
}
