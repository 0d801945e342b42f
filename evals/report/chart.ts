/** A plot of lines over one axis each, drawn as SVG without help. */
export interface Chart {
  readonly title: string;
  readonly x: Axis;
  readonly y: Axis;
  readonly lines: readonly Line[];
  /** A vertical line where something is set. */
  readonly mark?: { readonly at: number; readonly label: string } | undefined;
}

export interface Axis {
  readonly label: string;
  readonly from: number;
  readonly to: number;
}

export interface Line {
  readonly label: string;
  readonly points: readonly (readonly [x: number, y: number])[];
}

/** In pixels. */
const SIZE = { width: 640, height: 400, left: 56, right: 16, top: 40, bottom: 84 } as const;
/** Told apart by colour-blind readers as well (Okabe and Ito, 2008), and by their dashes. */
const STYLES = [
  ['#0072b2', ''],
  ['#d55e00', '6 3'],
  ['#009e73', '2 3'],
  ['#cc79a7', '8 3 2 3'],
  ['#56b4e9', '1 4'],
] as const;
const TICKS = 5;

/** The chart as one SVG element. */
export function svgOf({ title, x, y, lines, mark }: Chart): string {
  const inner = { width: SIZE.width - SIZE.left - SIZE.right, height: SIZE.height - SIZE.top - SIZE.bottom };
  const atX = (value: number): number => round(SIZE.left + ((value - x.from) / (x.to - x.from)) * inner.width);
  const atY = (value: number): number =>
    round(SIZE.top + inner.height - ((value - y.from) / (y.to - y.from)) * inner.height);
  const ticks = Array.from({ length: TICKS + 1 }, (_, i) => i / TICKS);
  const grid = ticks.flatMap((share) => {
    const [valueX, valueY] = [x.from + share * (x.to - x.from), y.from + share * (y.to - y.from)];
    return [
      `<line x1="${SIZE.left}" y1="${atY(valueY)}" x2="${SIZE.width - SIZE.right}" y2="${atY(valueY)}" stroke="#ddd"/>`,
      text(SIZE.left - 6, atY(valueY) + 4, tick(valueY), 'end'),
      text(atX(valueX), SIZE.height - SIZE.bottom + 18, tick(valueX), 'middle'),
    ];
  });
  const drawn = lines.map(({ points }, i) => {
    const [colour, dashes] = styleOf(i);
    const path = points.map(([px, py]) => `${atX(px)},${atY(py)}`).join(' ');
    return `<polyline points="${path}" fill="none" stroke="${colour}" stroke-width="2" stroke-dasharray="${dashes}"/>`;
  });
  const legend = lines.flatMap(({ label }, i) => {
    const [colour, dashes] = styleOf(i);
    const left = SIZE.left + (i % 2) * (inner.width / 2);
    const top = SIZE.height - 26 + Math.floor(i / 2) * 16;
    return [
      `<line x1="${left}" y1="${top}" x2="${left + 24}" y2="${top}" stroke="${colour}" stroke-width="2" stroke-dasharray="${dashes}"/>`,
      text(left + 30, top + 4, label, 'start'),
    ];
  });
  const marked = mark
    ? [
        `<line x1="${atX(mark.at)}" y1="${SIZE.top}" x2="${atX(mark.at)}" y2="${SIZE.height - SIZE.bottom}" stroke="#555" stroke-dasharray="3 3"/>`,
        text(atX(mark.at) + 4, SIZE.top + 12, mark.label, 'start'),
      ]
    : [];
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${SIZE.width} ${SIZE.height}" width="${SIZE.width}" role="img" aria-label="${escaped(title)}" font-family="sans-serif" font-size="12">`,
    `<rect width="${SIZE.width}" height="${SIZE.height}" fill="#fff"/>`,
    `<text x="${SIZE.left}" y="22" font-size="14" font-weight="bold">${escaped(title)}</text>`,
    ...grid,
    text(SIZE.left + inner.width / 2, SIZE.height - SIZE.bottom + 38, x.label, 'middle'),
    `<text transform="translate(14 ${SIZE.top + inner.height / 2}) rotate(-90)" text-anchor="middle">${escaped(y.label)}</text>`,
    ...marked,
    ...drawn,
    ...legend,
    '</svg>',
  ].join('\n');
}

/** So that text of a data set stays text in HTML and SVG. */
export function escaped(said: string): string {
  return said.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}

const styleOf = (line: number): readonly [string, string] => STYLES[line % STYLES.length] ?? STYLES[0];
const text = (x: number, y: number, said: string, anchor: string): string =>
  `<text x="${x}" y="${y}" text-anchor="${anchor}">${escaped(said)}</text>`;
const tick = (value: number): string => String(Math.round(value * 100) / 100);
const round = (value: number): number => Math.round(value * 10) / 10;
