/** What was seen of one file. */
export interface Measured {
  readonly path: string;
  readonly category: string;
  readonly kind: 'pdf' | 'docx' | 'txt';
  /** `ready`, or how it was refused and why. */
  readonly ending: string;
  readonly isAsExpected: boolean;
  readonly isCrash: boolean;
  readonly isHang: boolean;
  /** Strings that must be in the text, and those that are. */
  readonly wanted: number;
  readonly found: number;
  readonly f1Expected: number | undefined;
  readonly f1Poppler: number | undefined;
  /** Whether its list says of it, without an "or", that its text comes out. */
  readonly isToExtract: boolean;
  /** Undefined where the text is not known exactly. */
  readonly isExact: boolean | undefined;
  readonly seconds: number;
  readonly extractionMb: number;
  readonly ingestionMb: number;
}

/** What was seen besides. */
export interface Surroundings {
  /** Peers outside this machine, and what was asked of the server that the made documents point at. */
  readonly outside: readonly string[];
  readonly canaryVisits: readonly string[];
  /** Whether the processes could be watched: not those of a product that somebody else started. */
  readonly isWatched: boolean;
  readonly otherRequestsMs: { readonly p50: number; readonly p95: number; readonly worst: number };
}

export interface CategoryScore {
  readonly category: string;
  readonly n: number;
  readonly asExpected: number;
  readonly wanted: number;
  readonly found: number;
  readonly f1Expected: number | undefined;
  readonly f1Poppler: number | undefined;
  readonly exact: number;
  readonly exactOf: number;
  readonly worstSeconds: number;
  readonly extractionMb: number;
  readonly ingestionMb: number;
}

interface Bar {
  readonly name: string;
  readonly value: string;
  readonly bar: string;
  readonly isKept: boolean;
}

export interface ParsingScore {
  readonly categories: readonly CategoryScore[];
  readonly bars: readonly Bar[];
  readonly notes: readonly string[];
  readonly passed: boolean;
}

/** The counts, a category a line, and the bars of the whole set. */
export function scoreOf(files: readonly Measured[], seen: Surroundings): ParsingScore {
  const categories = [...new Set(files.map(({ category }) => category))].map((category) =>
    categoryOf(
      category,
      files.filter((file) => file.category === category),
    ),
  );
  const all = categoryOf('all', files);
  const pdfs = files.filter(({ kind }) => kind === 'pdf');
  const expectedF1 = meanOf(pdfs.map((file) => file.f1Expected));
  const popplerF1 = meanOf(pdfs.filter(({ isToExtract }) => isToExtract).map((file) => file.f1Poppler));
  const popplerF1OfAll = meanOf(pdfs.map((file) => file.f1Poppler));
  const crashes = files.filter(({ isCrash }) => isCrash).length;
  const hangs = files.filter(({ isHang }) => isHang).length;
  const outbound = seen.outside.length + seen.canaryVisits.length;
  const bars: Bar[] = [
    { name: 'crashes', value: `${crashes}`, bar: '0', isKept: crashes === 0 },
    { name: 'files over 60 s', value: `${hangs}`, bar: '0', isKept: hangs === 0 },
    { name: 'outbound requests seen', value: `${outbound}`, bar: '0', isKept: outbound === 0 },
    atLeast('ended as expected', all.asExpected, all.n, 0.95),
    f1Bar("mean F1 of PDFs against the lists' text", expectedF1),
    f1Bar("mean F1 of the PDFs that are to extract against poppler's text", popplerF1),
    atLeast('texts exact, of those known exactly', all.exact, all.exactOf, 0.9),
  ];
  const { p50, p95, worst } = seen.otherRequestsMs;
  return {
    categories,
    bars,
    notes: [
      `must-contain strings found: ${all.found} of ${all.wanted}`,
      `mean F1 against poppler's text with the damaged PDFs and the encoding traps, of which neither gets words: ${popplerF1OfAll?.toFixed(3) ?? '-'}`,
      `other requests to the API all the while: p50 ${p50.toFixed(1)} ms, p95 ${p95.toFixed(1)} ms, worst ${worst.toFixed(1)} ms`,
      `most memory: extraction child ${all.extractionMb.toFixed(0)} MB, service (API and worker in one) ${all.ingestionMb.toFixed(0)} MB`,
      seen.isWatched
        ? 'outbound: sockets of the ingestion processes in /proc every 50 ms (a shorter connection is not seen), and requests to a server that made documents point at (each is seen)'
        : 'outbound: only requests to a server that made documents point at; start without --url to watch the processes too',
    ],
    passed: bars.every(({ isKept }) => isKept),
  };
}

function categoryOf(category: string, files: readonly Measured[]): CategoryScore {
  const total = (pick: (file: Measured) => number): number => files.reduce((sum, file) => sum + pick(file), 0);
  const most = (pick: (file: Measured) => number): number => Math.max(0, ...files.map(pick));
  return {
    category,
    n: files.length,
    asExpected: files.filter((file) => file.isAsExpected).length,
    wanted: total(({ wanted }) => wanted),
    found: total(({ found }) => found),
    f1Expected: meanOf(files.map((file) => file.f1Expected)),
    f1Poppler: meanOf(files.map((file) => file.f1Poppler)),
    exact: files.filter(({ isExact }) => isExact === true).length,
    exactOf: files.filter(({ isExact }) => isExact !== undefined).length,
    worstSeconds: most(({ seconds }) => seconds),
    extractionMb: most(({ extractionMb }) => extractionMb),
    ingestionMb: most(({ ingestionMb }) => ingestionMb),
  };
}

/** Of those that are there; undefined of none. */
function meanOf(values: readonly (number | undefined)[]): number | undefined {
  const there = values.filter((value) => value !== undefined);
  return there.length === 0 ? undefined : there.reduce((sum, value) => sum + value, 0) / there.length;
}

function atLeast(name: string, count: number, of: number, share: number): Bar {
  const value = of === 0 ? '-' : `${count} of ${of} = ${((100 * count) / of).toFixed(1)} %`;
  return { name, value, bar: `${share * 100} %`, isKept: of > 0 && count / of >= share };
}

const f1Bar = (name: string, value: number | undefined): Bar => ({
  name,
  value: value === undefined ? '-' : value.toFixed(3),
  bar: '0.92',
  isKept: value !== undefined && value >= 0.92,
});
