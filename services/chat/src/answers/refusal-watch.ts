/** What a {@link RefusalWatch} makes of the text so far. */
export type Watched = { readonly held: true } | { readonly held: false; readonly text: string };

/**
 * Holds the beginning of an answer back while it may still turn out to be the refusal sentence, so that a refusal is
 * told as one and not first streamed as an answer.
 */
export class RefusalWatch {
  private seen = '';
  private isOpen = true;
  private readonly sentence: string;

  constructor(sentence: string) {
    this.sentence = normal(sentence);
  }

  /** Takes the next piece; answers what may be shown now. */
  push(text: string): Watched {
    if (!this.isOpen) return { held: false, text };
    this.seen += text;
    const said = normal(this.seen);
    if (this.sentence.startsWith(said) || said === this.sentence) return { held: true };
    this.isOpen = false;
    return { held: false, text: this.seen };
  }

  /** At the end: whether the whole answer was the refusal, and what is still held back. */
  end(): { readonly isRefusal: boolean; readonly text: string } {
    if (!this.isOpen) return { isRefusal: false, text: '' };
    const said = normal(this.seen);
    return { isRefusal: said !== '' && said === this.sentence, text: this.seen };
  }
}

/** Case, white space, quotes, tags, markers and the last full stop make no difference. */
function normal(text: string): string {
  return text
    .replace(/<\/?refusal>?/g, '')
    .replace(/\s*\[\d{1,3}\]/g, '')
    .replace(/["“”„«»*_]/g, '')
    .replace(/\s+/g, ' ')
    .replace(/^ | $/g, '')
    .replace(/[.。।!]+$/, '')
    .toLowerCase();
}
