import fc from 'fast-check';
import { topLevelValue, withField, withModel } from './json-splice.js';

describe(withModel.name, () => {
  it.each([
    ['{"model":"a","n":1.0}', '{"model":"b","n":1.0}'],
    ['{ "n" : 12345678901234567890 , "model" : "a" }', '{ "n" : 12345678901234567890 , "model" : "b" }'],
    ['{"messages":[{"model":"inner"}],"model":"a"}', '{"messages":[{"model":"inner"}],"model":"b"}'],
    ['{"x":"\\"model\\":\\"no\\\\","model":null}', '{"x":"\\"model\\":\\"no\\\\","model":"b"}'],
    ['{"mod\\u0065l":"a"}', '{"mod\\u0065l":"b"}'],
    ['{"model":"a","model":"z"}', '{"model":"a","model":"b"}'], // JSON.parse takes the last
    ['{"x":1}', '{"model":"b","x":1}'],
    [' {} ', ' {"model":"b"} '],
    ['{"model":{"deep":["]}",{}]},"y":2}', '{"model":"b","y":2}'],
  ])('%s becomes %s', (before, after) => {
    expect(withModel(before, 'b')).toBe(after);
  });

  it('changes nothing else of any object', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), fc.nat(8), (fields, indent) => {
        const text = JSON.stringify({ ...fields, model: 'a', last: '\\"' }, null, indent);
        expect(JSON.parse(withModel(text, 'b'))).toEqual({ ...(JSON.parse(text) as object), model: 'b' });
      }),
    );
  });
});

describe(topLevelValue.name, () => {
  it('finds nothing in what is no object', () => {
    expect(topLevelValue('["model"]', 'model')).toBeUndefined();
  });
});

describe(withField.name, () => {
  it('puts a field first', () => {
    expect(withField('{"a":1}', 'b', '{"c":true}')).toBe('{"b":{"c":true},"a":1}');
  });
});
