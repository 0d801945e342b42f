import { analyze } from '../../search/analysis/analyzer.js';
import { weightOf } from './word-weights.js';

/** Numbers in a vector unless fewer are asked for. With fewer than this, chance collisions outweigh what a hybrid gains. */
export const DEFAULT_DIMENSIONS = 3_072;

/** What two neighbouring words, and the letters inside a word, count against a word itself. */
const PAIR_SHARE = 0.5;
const LETTERS_SHARE = 0.3;

/**
 * A vector of unit length made of what is written, with no model behind it: every word, every pair of neighbours and
 * every run of three and four letters adds to one number chosen by its hash, with a sign of its own, as much as the word
 * is rare in a fixed table. Texts that share words, or parts of words, come out close; nothing is understood. The same
 * text gives the same vector always and everywhere. A text without words gives the first unit vector.
 */
export function embed(text: string, dimensions: number = DEFAULT_DIMENSIONS): Float32Array {
  const vector = new Float32Array(dimensions);
  for (const [feature, { count, weight }] of featuresOf(text)) {
    const hash = hashOf(feature);
    const sign = hash & 1 ? 1 : -1;
    const place = (hash >>> 1) % dimensions;
    vector[place] = (vector[place] ?? 0) + sign * Math.log1p(count) * weight;
  }
  return toUnit(vector);
}

interface Feature {
  count: number;
  weight: number;
}

function featuresOf(text: string): Map<string, Feature> {
  const features = new Map<string, Feature>();
  const add = (name: string, weight: number): void => {
    const known = features.get(name);
    if (known === undefined) features.set(name, { count: 1, weight });
    else known.count += 1;
  };
  let before: { term: string; weight: number } | undefined;
  for (const term of analyze(text, 'query')) {
    const weight = weightOf(term);
    add(term, weight);
    if (before) add(`${before.term} ${term}`, PAIR_SHARE * Math.sqrt(before.weight * weight));
    addLetters(term, weight, add);
    before = { term, weight };
  }
  return features;
}

function addLetters(term: string, weight: number, add: (name: string, weight: number) => void): void {
  const letters = `<${term}>`;
  const share = LETTERS_SHARE * weight;
  for (let at = 0; at + 3 <= letters.length; at++) {
    add(`#${letters.slice(at, at + 3)}`, share);
    if (at + 4 <= letters.length) add(`#${letters.slice(at, at + 4)}`, share);
  }
}

/** FNV-1a with a last mixing step (murmur3's), 32 bits, unsigned. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

function toUnit(vector: Float32Array): Float32Array {
  const length = Math.hypot(...vector);
  if (length === 0) vector[0] = 1;
  else for (let at = 0; at < vector.length; at++) vector[at] = (vector[at] ?? 0) / length;
  return vector;
}
