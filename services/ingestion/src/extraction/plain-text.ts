import { HeadingPath } from './heading-path.js';
import { MarkdownHeadings } from './markdown-headings.js';
import { normaliseLines } from './normalise.js';
import type { ReadText, Section } from './text-builder.js';

/** Plain text is one section; its lines are its places. */
export function readPlainText(raw: string): ReadText {
  const text = normaliseLines(raw);
  return { text, sections: trimmed(text, 0, text.length, null), pages: null, hasLines: true };
}

/** Markdown, parted at its headings. A heading with nothing under it goes with the section that follows. */
export function readMarkdown(raw: string): ReadText {
  const text = normaliseLines(raw);
  const headings = new MarkdownHeadings();
  const path = new HeadingPath();
  const sections: Section[] = [];
  let start = 0;
  let current: string | null = null;
  /** Where the last heading ends: what stands between it and the next is its text. */
  let bodyFrom = 0;
  let offset = 0;
  for (const line of text.split('\n')) {
    const end = offset + line.length + 1;
    const heading = headings.read(line, offset);
    if (heading) {
      if (text.slice(bodyFrom, heading.start).trim() !== '') {
        sections.push(...trimmed(text, start, heading.start, current));
        start = heading.start;
      }
      path.enter(heading.level, heading.title);
      current = path.current;
      bodyFrom = end;
    }
    offset = end;
  }
  sections.push(...trimmed(text, start, text.length, current));
  return { text, sections, pages: null, hasLines: true };
}

/** The stretch without blanks at its ends; nothing if it is blank. */
function trimmed(text: string, start: number, end: number, heading: string | null): Section[] {
  const content = text.slice(start, end);
  const lead = content.length - content.trimStart().length;
  const kept = content.trim().length;
  return kept === 0 ? [] : [{ start: start + lead, end: start + lead + kept, page: null, heading }];
}
