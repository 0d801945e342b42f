import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** The four lists of a parsing set. */
const MANIFESTS = [
  ['pdf', 'pdf_manifest.jsonl'],
  ['docx', 'docx_manifest.jsonl'],
  ['docx', 'docx_hostile_manifest.jsonl'],
  ['txt', 'txt_manifest.jsonl'],
] as const;

/** One file and what is known of it. */
export interface Case {
  readonly kind: 'pdf' | 'docx' | 'txt';
  /** In the folder. */
  readonly path: string;
  readonly category: string;
  readonly bytes: number;
  /** What should come of it, in the words of whoever made the list. */
  readonly expect: string;
  readonly mustContain: readonly string[];
  /** The whole text as it should come out; undefined where nobody wrote it down. */
  readonly expected: string | undefined;
  /** Whether the text is known byte for byte: then it must come out exactly. */
  readonly isExact: boolean;
  /** Whether the readers that made the list found no character in it. */
  readonly isBlank: boolean;
}

interface Row {
  readonly path: string;
  readonly category: string;
  readonly bytes: number;
  readonly expect: string;
  readonly must_contain?: readonly string[];
  readonly expected?: string;
  readonly poppler?: { readonly chars_nonspace: number };
}

/** Every file of the folder's four manifests. */
export async function readCases(folder: string): Promise<Case[]> {
  const cases: Case[] = [];
  for (const [kind, name] of MANIFESTS) {
    const lines = (await readFile(join(folder, name), 'utf8')).split('\n').filter((line) => line.trim() !== '');
    for (const line of lines) {
      const row = JSON.parse(line) as Row;
      cases.push({
        kind,
        path: row.path,
        category: `${kind} ${row.category.replace(/^txt-/, '')}`,
        bytes: row.bytes,
        expect: row.expect,
        mustContain: row.must_contain ?? [],
        expected: row.expected ? await readFile(join(folder, row.expected), 'utf8') : undefined,
        isExact: kind === 'txt',
        isBlank: row.poppler?.chars_nonspace === 0,
      });
    }
  }
  return cases;
}
