import { standaloneQuery } from './standalone-query.js';

/** One turn of the conversation that a prompt holds. */
export interface Turn {
  readonly role: string;
  readonly text: string;
}

/** A numbered source as the prompt gives it. */
export interface Source {
  /** The number to cite it by. */
  readonly id: number;
  readonly title: string;
  readonly text: string;
}

/** What a prompt asks, once its parts are told apart. */
export interface Prompt {
  readonly sources: readonly Source[];
  /** The question, standing alone. */
  readonly question: string;
  /** The question as it was put, if that is something else. */
  readonly followUp?: string;
  /** The sentence to say where the sources do not answer. */
  readonly refusal: string;
}

const DEFAULT_REFUSAL = 'The documents do not say.';

/**
 * Finds the sources, the question and the refusal in a prompt.
 *
 * Sources are `<source id="1" title="...">...</source>`, or the same with a suffix that source text cannot guess
 * (`<source-AB12 id="1">...</source-AB12>`): a source ends at its own closing tag only. The question stands after the
 * last line that begins with `Question:`; without one it is what the last user message says besides its sources. One that goes
 * on from an earlier question is completed from it.
 */
export function readPrompt(turns: readonly Turn[]): Prompt {
  const lastUser = lastOf(turns);
  const instructions = turns.filter(({ role }) => role === 'system' || role === 'developer').map(({ text }) => text);
  const { sources } = takeSources(lastUser);
  const given = sources.length > 0 ? sources : instructions.flatMap((text) => takeSources(text).sources);
  const questions = questionsIn(turns);
  const question = standaloneQuery(questions);
  const put = questions.at(-1) ?? '';
  return { sources: given, question, ...(put === question ? {} : { followUp: put }), refusal: refusalIn(instructions) };
}

/** What the user asked in the course of a conversation, oldest first, without the sources. */
export function questionsIn(turns: readonly Turn[]): string[] {
  return turns
    .filter(({ role }) => role === 'user')
    .map(({ text }) => questionIn(takeSources(text).rest))
    .filter((question) => question !== '');
}

/** The numbered sources of a text, and what else it says. */
export function takeSources(text: string): { sources: Source[]; rest: string } {
  const { blocks, rest } = takeBlocks(text, 'source');
  const sources = blocks.map(({ id, attributes, text }) => {
    const [, title = ''] = /\btitle="([^"]*)"/.exec(attributes) ?? [];
    return { id, title, text };
  });
  return { sources, rest };
}

/** A part of a prompt between tags, such as `<claim-AB12 id="1" ...>...</claim-AB12>`. */
export interface Block {
  readonly id: number;
  /** What else the opening tag says. */
  readonly attributes: string;
  readonly text: string;
}

/** The blocks of one kind in a text, and what is left without them. */
export function takeBlocks(text: string, kind: 'source' | 'claim'): { blocks: Block[]; rest: string } {
  const blocks: Block[] = [];
  let rest = '';
  let at = 0;
  const opening = new RegExp(`<(${kind}[-\\w]*)\\s+id="(\\d+)"([^>]*)>`, 'g');
  for (let match = opening.exec(text); match !== null; match = opening.exec(text)) {
    const [tag, name = '', id, attributes = ''] = match;
    const end = text.indexOf(`</${name}>`, opening.lastIndex);
    if (end < 0) break;
    blocks.push({ id: Number(id), attributes, text: text.slice(match.index + tag.length, end) });
    rest += text.slice(at, match.index);
    at = end + name.length + 3;
    opening.lastIndex = at;
  }
  return { blocks, rest: rest + text.slice(at) };
}

/** What the user said last. */
export const lastOf = (turns: readonly Turn[]): string => turns.findLast(({ role }) => role === 'user')?.text ?? '';

function questionIn(rest: string): string {
  const mark = Array.from(rest.matchAll(/^[ \t]*Question:[ \t]*/gim)).at(-1);
  return (mark === undefined ? rest : rest.slice(mark.index + mark[0].length)).trim();
}

function refusalIn(instructions: readonly string[]): string {
  for (const text of instructions) {
    const sentence = /<refusal>([\s\S]*?)<\/refusal>/.exec(text)?.[1]?.trim();
    if (sentence) return sentence;
  }
  return DEFAULT_REFUSAL;
}
