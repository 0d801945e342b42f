import { HeadingPath } from './heading-path.js';
import { normaliseLines } from './normalise.js';
import type { ReadText, Section } from './text-builder.js';

/** Plain text is one section; its lines are its places. */
export function readPlainText(raw: string): ReadText {
  const text = normaliseLines(raw);
  return { text, sections: trimmed(text, 0, text.length, null), pages: null, hasLines: true };
}

/** Markdown, parted at its `#` headings. A heading with nothing under it goes with the section that follows. */
export function readMarkdown(raw: string): ReadText {
  const text = normaliseLines(raw);
  const path = new HeadingPath();
  const sections: Section[] = [];
  let start = 0;
  let heading: string | null = null;
  let hasBody = false;
  let fence: string | undefined;
  let offset = 0;

  for (const line of text.split('\n')) {
    const mark = /^ {0,3}(```+|~~~+)/.exec(line)?.[1];
    if (mark) fence = fence === undefined ? mark : mark.startsWith(fence) ? undefined : fence;
    const title = fence === undefined && !mark ? /^ {0,3}(#{1,6})\s+(.*?)\s*#*$/.exec(line) : null;
    if (title?.[1] && title[2]) {
      if (hasBody) {
        sections.push(...trimmed(text, start, offset, heading));
        start = offset;
      }
      path.enter(title[1].length, title[2]);
      heading = path.current;
      hasBody = false;
    } else if (line.trim() !== '') {
      hasBody = true;
    }
    offset += line.length + 1;
  }
  sections.push(...trimmed(text, start, text.length, heading));
  return { text, sections, pages: null, hasLines: true };
}

/** The stretch without blanks at its ends; nothing if it is blank. */
function trimmed(text: string, start: number, end: number, heading: string | null): Section[] {
  const content = text.slice(start, end);
  const lead = content.length - content.trimStart().length;
  const kept = content.trim().length;
  return kept === 0 ? [] : [{ start: start + lead, end: start + lead + kept, page: null, heading }];
}
