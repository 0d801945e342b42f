import type { RuntimePackage } from './packages.ts';

const HEAD = `# Third-party notices

Groundwork runs on these packages. Each belongs to its authors and stands under its own licence, given below.
Made by \`npm run notices\` from package-lock.json and the licence files of the packages; do not edit.
`;

/** Packages whose licences say the same but for the names in them. */
interface Group {
  readonly text: string;
  readonly members: RuntimePackage[];
}

/** The whole document: a table of packages, then every licence text once with the copyright lines of those under it. */
export function noticesDocument(packages: readonly RuntimePackage[]): string {
  const rows = packages.map(({ name, version, licence }) => `| ${name} | ${version} | ${cell(licence)} |`);
  const table = ['| package | version | licence |', '| --- | --- | --- |', ...rows].join('\n');
  const texts = groups(packages).map((group, i) => section(i + 1, group));
  return `${[HEAD, table, '', '## Texts', ...texts].join('\n')}\n`;
}

function groups(packages: readonly RuntimePackage[]): Group[] {
  const byText = new Map<string, Group>();
  for (const one of packages) {
    if (one.text === undefined) continue;
    const text = withoutCopyright(one.text);
    const key = text.replaceAll(/\s+/g, ' ').toLowerCase();
    const group = byText.get(key) ?? { text, members: [] };
    group.members.push(one);
    byText.set(key, group);
  }
  return [...byText.values()].toSorted((a, b) => b.members.length - a.members.length);
}

function section(n: number, { text, members }: Group): string {
  const holders = members.map(({ name, version, text: whole = '' }) => {
    const lines = copyrightLines(whole);
    return `- ${name} ${version}${lines.length > 0 ? `: ${lines.join('; ')}` : ''}`;
  });
  return `\n### ${n}\n\n${holders.join('\n')}\n\n${fenced(text)}`;
}

const COPYRIGHT = /^\s*(copyright\b|\(c\)|©).*$/i;

const copyrightLines = (text: string): string[] =>
  text
    .split(/\r?\n/)
    .filter((line) => COPYRIGHT.test(line))
    .map((line) => line.trim());

const withoutCopyright = (text: string): string =>
  text
    .split(/\r?\n/)
    .filter((line) => !COPYRIGHT.test(line))
    .map((line) => line.trimEnd())
    .join('\n')
    .replaceAll(/\n{3,}/g, '\n\n')
    .trim();

/** A fence longer than any in the text. */
function fenced(text: string): string {
  const longest = Math.max(2, ...Array.from(text.matchAll(/`+/g), ([ticks]) => ticks.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}text\n${text}\n${fence}`;
}

const cell = (licence: string): string => licence.replaceAll('|', '\\|');
