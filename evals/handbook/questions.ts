import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** One question with the place that answers it. */
export interface Question {
  readonly id: string;
  readonly question: string;
  /** Any of these is right. Pages count from 1. */
  readonly citations: readonly { readonly file: string; readonly page: number }[];
}

/** Reads `questions.jsonl` of a data set. */
export async function readQuestions(folder: string): Promise<Question[]> {
  const text = await readFile(join(folder, 'questions.jsonl'), 'utf8');
  return text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => JSON.parse(line) as Question);
}

/** The two plans of the handbook say nearly the same in nearly the same words; only a name tells them apart. */
const PLAN_NAMES: Readonly<Record<string, RegExp>> = {
  'Northwind_Standard_Benefits_Details.pdf': /standard/i,
  'Northwind_Health_Plus_Benefits_Details.pdf': /plus/i,
};

/** Whether a reader could know which file is meant: it is no plan, or the question names its plan. */
export function namesItsFile({ question, citations }: Question): boolean {
  return citations.every(({ file }) => PLAN_NAMES[file]?.test(question) ?? true);
}

/** Questions that no company handbook answers. */
export const OFF_TOPIC: readonly string[] = [
  'Who won the 1974 world cup?',
  'What is the capital of Mongolia?',
  'How do I bake sourdough bread?',
  'Which planet has the most moons?',
  'Who painted the Mona Lisa?',
  'How deep is the Mariana Trench?',
  'When did the French Revolution begin?',
  'How many chromosomes does a fruit fly have?',
  'What is the boiling point of helium?',
  'Who wrote Crime and Punishment?',
];
