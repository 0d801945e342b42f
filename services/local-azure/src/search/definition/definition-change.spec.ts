import { isRebuild } from './definition-change.js';
import { readDefinition } from './read-definition.js';
import type { JsonObject } from '../json.js';

const read = (...fields: JsonObject[]) =>
  readDefinition({ name: 'a', fields: [{ name: 'id', type: 'Edm.String', key: true }, ...fields] });
const TITLE = { name: 'title', type: 'Edm.String', filterable: false };

describe('isRebuild', () => {
  it('is so where a field is new, and only then', () => {
    expect(isRebuild(read(), read(TITLE))).toBe(true);
    expect(isRebuild(read(TITLE), read(TITLE))).toBe(false);
  });

  it('allows what is not built into the index to change', () => {
    expect(isRebuild(read(TITLE), read({ ...TITLE, retrievable: false, searchAnalyzer: 'en.lucene' }))).toBe(false);
  });

  it('refuses to change or to take away a field', () => {
    expect(() => isRebuild(read(TITLE), read({ ...TITLE, filterable: true }))).toThrow(
      "Existing field 'title' cannot be changed.",
    );
    expect(() => isRebuild(read(TITLE), read())).toThrow("Existing field(s) 'title' cannot be deleted.");
  });
});
