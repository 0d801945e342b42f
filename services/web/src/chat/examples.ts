/** A document's title as one would say it: without the ending and the underscores of a file name. */
export function spokenTitle(title: string): string {
  return title
    .replace(/\.(pdf|docx|txt|md|markdown|text)$/i, '')
    .replace(/[_\s]+/g, ' ')
    .trim();
}

/**
 * Questions to begin with, at most one for each of `templates`. They name documents, because a question that names
 * none ("what matters most?") finds nothing; short titles first, because they read best.
 */
export function exampleQuestions(
  titles: readonly string[],
  templates: readonly ((title: string) => string)[],
): string[] {
  const spoken = [...new Set(titles.map(spokenTitle))].filter((title) => title !== '');
  const shortFirst = spoken.toSorted((a, b) => a.length - b.length);
  return templates.flatMap((template, at) => {
    const title = shortFirst[at % shortFirst.length];
    return title === undefined ? [] : [template(title)];
  });
}
