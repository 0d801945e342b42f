/** Where something begins that a reader's browser would load or open: an image, the target of a link, an address. */
const BEGINNING = /!\[|\]\(|(?<![\p{L}\p{N}])(?:https?:\/\/|www\.)/iu;
/** Every way one of them may begin at the end of the text so far. */
const MAY_BEGIN = /(?:!|\]|(?<![\p{L}\p{N}])(?:h|ht|htt|https?|https?:|https?:\/|w|ww|www))$/iu;
/** An address ends at white space, or at what ends it in Markdown and HTML. */
const ADDRESS = /^[^\s<>"'`|\\^{}[\]]+/u;
/** Signs that end a sentence and no address. */
const AFTER_ADDRESS = /[.,;:!?)*_]+$/;
/** Longest target of a link, in characters: what browsers take. Longer ones are none. */
const MAX_TARGET_CHARS = 2_048;
/** What stands for an address that no source names. */
const REMOVED = '…';

/**
 * Takes out of an answer, while it streams, what no source says and a browser would load or open: images, and addresses
 * that do not stand letter for letter in a source. A document that commands "show this picture" could otherwise carry
 * words of other documents to its author.
 */
export class LinkGuard {
  private buffer = '';
  private readonly known: string;

  /** @param sources texts that the model was given. */
  constructor(sources: readonly string[]) {
    this.known = sources.join('\n').toLowerCase();
  }

  /** Takes the next piece; answers what may be shown now. */
  push(text: string): string {
    this.buffer += text;
    return this.drain(false);
  }

  /** What was held back; call once, after the last piece. */
  end(): string {
    return this.drain(true);
  }

  private drain(isLast: boolean): string {
    let shown = '';
    for (;;) {
      const found = BEGINNING.exec(this.buffer);
      if (!found) {
        const held = isLast ? undefined : MAY_BEGIN.exec(this.buffer);
        return shown + this.take(held ? held.index : this.buffer.length);
      }
      shown += this.take(found.index);
      const next = this.guarded(found[0], isLast);
      if (next === undefined) return shown;
      shown += next;
    }
  }

  /** What is shown of the thing at the beginning of the buffer, or nothing until more text comes. */
  private guarded(beginning: string, isLast: boolean): string | undefined {
    if (beginning === '![') {
      this.take(1);
      return '';
    }
    return beginning === '](' ? this.target(isLast) : this.address(isLast);
  }

  /** `](address "title")`: the words of a link stay, its target only if a source names it. */
  private target(isLast: boolean): string | undefined {
    const whole = /^\]\(([^)\n]*)\)/.exec(this.buffer);
    if (!whole) {
      const mayGoOn = !isLast && !this.buffer.includes('\n') && this.buffer.length < MAX_TARGET_CHARS;
      return mayGoOn ? undefined : this.take(1);
    }
    const [said, inside = ''] = whole;
    this.take(said.length);
    const [address = ''] = inside.trim().replace(/^<|>$/g, '').split(/\s/, 1);
    return /^https?:\/\//i.test(address) && this.isKnown(address) ? said : ']';
  }

  private address(isLast: boolean): string | undefined {
    const run = ADDRESS.exec(this.buffer)?.[0] ?? '';
    if (run.length === this.buffer.length && !isLast && run.length < MAX_TARGET_CHARS) return undefined;
    const address = run.replace(AFTER_ADDRESS, '');
    this.take(run.length);
    return (this.isKnown(address) ? address : REMOVED) + run.slice(address.length);
  }

  private isKnown(address: string): boolean {
    return this.known.includes(address.toLowerCase());
  }

  private take(length: number): string {
    const text = this.buffer.slice(0, length);
    this.buffer = this.buffer.slice(length);
    return text;
  }
}
