import type { Bench } from '../evaluation.ts';
import { readCorpus, type CollectionDocument } from '../collection/beir.ts';
import { concurrently } from '../collection/concurrently.ts';
import { ingest, takeAway } from '../collection/ingest.ts';
import { askOnce } from '../collection/ask.ts';
import { patiently } from '../collection/patience.ts';
import { progressOf } from '../collection/progress.ts';
import type { Findings } from '../report/report.ts';
import { answersFindings } from './findings.ts';
import { judged, type Judged } from './judge.ts';
import { everySecondTitle, readCorpusQuestions, type CorpusQuestion } from './questions.ts';
import type { Evidence } from './threshold.ts';

/** Questions under way at once. */
const ASKERS = 4;
/** Passages looked at for the threshold's curve: the product looks at as many. */
const TOP = 24;
/** Questions of each side that the curve is drawn from: it moves by less than .02 with more. */
const CURVE_QUESTIONS = 400;

/**
 * Asks the questions of a corpus. First half of the works is indexed (every second one) and the questions about the
 * others are asked: nothing there answers them. Then the rest is added, and every question is asked.
 */
export async function runAnswers(bench: Bench): Promise<Findings> {
  const { groundwork, own, folder, name, say } = bench;
  const documents = await readCorpus(folder);
  const questions = await readCorpusQuestions(folder);
  const firstTitles = everySecondTitle(documents);
  const first = documents.filter(({ title }) => firstTitles.has(title));
  const others = documents.filter(({ title }) => !firstTitles.has(title));

  const names = await ingest(groundwork, first, say);
  say(`${first.length} documents of ${firstTitles.size} works are ready`);
  const aboutOthers = questionsOn(others, questions).filter(({ answerable }) => answerable);
  const offCorpus = await ask(bench, 'off-corpus questions', aboutOthers, names);
  const evidence = [
    ...(await lookUp(bench, spread(aboutOthers), false)),
    ...(await lookUp(bench, spread(questionsOn(first, questions).filter(({ answerable }) => answerable)), true)),
  ];

  for (const [id, named] of await ingest(groundwork, others, say)) names.set(id, named);
  const answers = await ask(bench, 'questions', questions, names);
  if (!own) await takeAway(groundwork, names.keys());
  const covered = questions.flatMap((question, i) => {
    const one = answers[i];
    return one ? [{ question, judged: one }] : [];
  });
  return answersFindings(name, { documents: documents.length, covered, offCorpus, evidence });
}

async function ask(
  { groundwork, say }: Bench,
  what: string,
  questions: readonly CorpusQuestion[],
  names: ReadonlyMap<string, string>,
): Promise<Judged[]> {
  const texts = new Map(
    await concurrently([...names], ASKERS, async ([id, name]) => {
      return [name, await patiently(() => groundwork.text(id))] as const;
    }),
  );
  const tick = progressOf(what, questions.length, say);
  return concurrently(questions, ASKERS, async (question) => {
    const answer = await askOnce(groundwork, question.text);
    tick();
    return judged(
      question,
      answer,
      (id) => names.get(id),
      (name) => texts.get(name),
    );
  });
}

function lookUp({ groundwork }: Bench, questions: readonly CorpusQuestion[], isCovered: boolean): Promise<Evidence[]> {
  return concurrently(questions, ASKERS, async ({ text }) => {
    const { items } = await patiently(() => groundwork.search({ query: text.slice(0, 10_000), top: TOP }));
    return { question: text, hits: items, isCovered };
  });
}

function questionsOn(documents: readonly CollectionDocument[], questions: readonly CorpusQuestion[]): CorpusQuestion[] {
  const ids = new Set(documents.map(({ id }) => id));
  return questions.filter(({ passage }) => ids.has(passage));
}

/** Some of them, from all over. */
function spread<Item>(items: readonly Item[]): Item[] {
  const step = Math.max(1, items.length / CURVE_QUESTIONS);
  return Array.from({ length: Math.min(items.length, CURVE_QUESTIONS) }, (_, i) => items[Math.floor(i * step)]).filter(
    (item) => item !== undefined,
  );
}
