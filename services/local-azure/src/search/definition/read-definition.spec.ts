import { PASSAGES } from '../../../test/search-fixture.js';
import type { JsonObject } from '../json.js';
import { SearchError } from '../search-error.js';
import { similarityOf } from './index-fields.js';
import { readDefinition } from './read-definition.js';

const KEY = { name: 'id', type: 'Edm.String', key: true };
const definition = (...fields: JsonObject[]): JsonObject => ({ ...PASSAGES, name: 'hotels', fields: [KEY, ...fields] });

function refusal(body: JsonObject): SearchError {
  try {
    readDefinition(body);
  } catch (error) {
    if (error instanceof SearchError) return error;
  }
  throw new Error('It was accepted.');
}

describe('readDefinition', () => {
  it('fills in every attribute of a field: over REST, what a type can do it does', () => {
    const [key, vector] = readDefinition(
      definition({ name: 'v', type: 'Collection(Edm.Single)', dimensions: 4, vectorSearchProfile: 'profile' }),
    ).fields;
    expect(key).toEqual({
      name: 'id', type: 'Edm.String', searchable: true, filterable: true, retrievable: true, stored: true, sortable: true,
      facetable: true, key: true, indexAnalyzer: null, searchAnalyzer: null, analyzer: null, normalizer: null,
      dimensions: null, vectorSearchProfile: null, vectorEncoding: null, permissionFilter: null, sensitivityLabel: null,
      synonymMaps: [],
    }); // prettier-ignore
    expect(vector).toMatchObject({ searchable: true, filterable: false, sortable: false, facetable: false });
  });

  it('fills in the rest of a definition, with the similarity unset', () => {
    const read = readDefinition({ name: 'hotels', fields: [KEY] });
    expect(read).toMatchObject({
      description: null,
      purviewEnabled: false,
      suggesters: [],
      semantic: null,
      vectorSearch: null,
    });
    expect(read.similarity).toEqual({ '@odata.type': '#Microsoft.Azure.Search.BM25Similarity', k1: null, b: null });
    expect(similarityOf(read)).toEqual({ k1: 1.2, b: 0.75 });
  });

  it('says of a missing key what the service says', () => {
    const error = refusal({ name: 'hotels', fields: [{ name: 'HotelId', type: 'Edm.String', key: false }] });
    const message = "Found 0 key fields in index 'hotels'. Each index must have exactly one key field.";
    expect(error.body()).toEqual({
      error: {
        code: 'OperationNotAllowed',
        message: `The request is invalid. Details: index : ${message}`,
        details: [{ code: 'MissingKeyField', message: `${message} Parameters: index` }],
      },
    });
  });

  it('says of a vector that is returned and not stored what the service says', () => {
    const vector = {
      name: 'v',
      type: 'Collection(Edm.Single)',
      dimensions: 4,
      vectorSearchProfile: 'profile',
      stored: false,
      retrievable: true,
    };
    const message =
      "The field 'v' is marked as not stored but is marked as retrievable. A retrievable field must be stored. Either set 'stored=false' and 'retrievable=false' or 'stored=true'.";
    expect(refusal(definition(vector)).body()).toEqual({
      error: {
        code: 'InvalidRequestParameter',
        message: `The request is invalid. Details: definition : ${message}`,
        details: [{ code: 'InvalidField', message: `${message} Parameters: definition` }],
      },
    });
  });

  it.each([
    [
      { name: 'v', type: 'Collection(Edm.Single)', vectorSearchProfile: 'profile' },
      "must have the property 'dimensions' set",
    ],
    [{ name: 'v', type: 'Collection(Edm.Single)', dimensions: 4 }, "must have the property 'vectorSearchProfile' set"],
    [
      { name: 'v', type: 'Collection(Edm.Single)', dimensions: 4, vectorSearchProfile: 'other' },
      "'other' of field 'v' is not defined",
    ],
    [
      { name: 'v', type: 'Collection(Edm.Single)', dimensions: 5_000, vectorSearchProfile: 'profile' },
      'between 2 and 4096',
    ],
    [{ name: 'id', type: 'Edm.String' }, "more than one field named 'id'"],
    [{ name: 'a b', type: 'Edm.String' }, "Invalid field name 'a b'"],
    [{ name: 'a', type: 'Edm.Text' }, "'Edm.Text', which is not one of the service's types"],
    [{ name: 'a', type: 'Edm.Int32', searchable: true }, 'cannot be searchable'],
    [{ name: 'a', type: 'Collection(Edm.String)', sortable: true }, 'cannot be sortable'],
  ])('refuses %j', (field, message) => {
    expect(refusal(definition(field)).message).toContain(message);
  });

  it.each(['Upper', '-a', 'a-', 'a_b', '../a', 'a--b', '', 'x'.repeat(129)])('refuses the name %p', (name) => {
    expect(refusal({ name, fields: [KEY] })).toMatchObject({ status: 400, code: 'InvalidName' });
  });
});
