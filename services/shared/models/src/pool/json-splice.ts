const QUOTE = 34;
const BACKSLASH = 92;

/** Where a value stands in a JSON text: from its first character to the one after its last. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/**
 * Finds the value of a key of the outermost object, the last one if the key is there twice, as `JSON.parse` does.
 *
 * The text must be valid JSON. It is searched instead of parsed and written anew, so that everything else of a
 * client's request reaches the model as the client wrote it: number formats, order, fields nobody here knows.
 */
export function topLevelValue(json: string, key: string): Span | undefined {
  let at = skipBlank(json, 0);
  if (json[at] !== '{') return undefined;
  at = skipBlank(json, at + 1);
  let found: Span | undefined;
  while (at < json.length && json[at] !== '}') {
    const keyEnd = endOfString(json, at);
    const name = JSON.parse(json.slice(at, keyEnd)) as string;
    at = skipBlank(json, keyEnd);
    const from = skipBlank(json, at + 1); // after the colon
    const to = endOfValue(json, from);
    if (name === key) found = { from, to };
    at = skipBlank(json, to);
    if (json[at] === ',') at = skipBlank(json, at + 1);
  }
  return found;
}

/** The same text with another value in a place. */
export const spliced = (json: string, { from, to }: Span, value: string): string =>
  json.slice(0, from) + value + json.slice(to);

/** A request's JSON with another `model`. */
export function withModel(json: string, model: string): string {
  const span = topLevelValue(json, 'model');
  return span ? spliced(json, span, JSON.stringify(model)) : withField(json, 'model', JSON.stringify(model));
}

/** A request's JSON with one more field at its beginning. @param value JSON text. */
export function withField(json: string, name: string, value: string): string {
  const open = json.indexOf('{') + 1;
  const isEmpty = json[skipBlank(json, open)] === '}';
  return `${json.slice(0, open)}${JSON.stringify(name)}:${value}${isEmpty ? '' : ','}${json.slice(open)}`;
}

function skipBlank(json: string, from: number): number {
  let at = from;
  while (json[at] === ' ' || json[at] === '\n' || json[at] === '\r' || json[at] === '\t') at += 1;
  return at;
}

/** @param from where the opening quote is. */
function endOfString(json: string, from: number): number {
  for (let at = from + 1; ;) {
    const quote = json.indexOf('"', at);
    if (quote === -1) return json.length;
    let slashes = 0;
    while (json.charCodeAt(quote - 1 - slashes) === BACKSLASH) slashes += 1;
    // An even number of backslashes escapes themselves; an odd one escapes the quote.
    if (slashes % 2 === 0) return quote + 1;
    at = quote + 1;
  }
}

function endOfValue(json: string, from: number): number {
  if (json.charCodeAt(from) === QUOTE) return endOfString(json, from);
  let depth = 0;
  for (let at = from; at < json.length;) {
    const char = json[at];
    if (char === '"') {
      at = endOfString(json, at);
      continue;
    }
    if (char === '{' || char === '[') depth += 1;
    if (char === '}' || char === ']') {
      if (depth === 0) return at;
      depth -= 1;
      if (depth === 0) return at + 1;
    }
    if (depth === 0 && (char === ',' || char === ' ' || char === '\n' || char === '\r' || char === '\t')) return at;
    at += 1;
  }
  return json.length;
}
