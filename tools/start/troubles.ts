/** pino's numbers for its levels. */
const WARN = 40;
const ERROR = 50;

/** At most one line a service in this time, in milliseconds, so that a storm does not bury the terminal. */
const QUIET_MS = 10_000;

interface LogEntry {
  readonly level?: number;
  readonly msg?: string;
  /** Set on the entry of a finished request. */
  readonly res?: { readonly status?: number };
}

/** Says on the terminal that a service logged warnings or errors: how many, the last one's message, and where to read on. */
export class Troubles {
  private errors = 0;
  private warnings = 0;
  private lastMessage = '';
  private quietUntilMs = 0;
  private readonly name: string;
  private readonly file: string;
  private readonly say: (line: string) => unknown;
  private readonly nowMs: () => number;

  constructor(
    name: string,
    file: string,
    say: (line: string) => unknown,
    nowMs: () => number = () => performance.now(),
  ) {
    this.name = name;
    this.file = file;
    this.say = say;
    this.nowMs = nowMs;
  }

  /** Looks at one line of a service's output. */
  see(line: string): void {
    const entry = parse(line);
    // A refused request is its caller's business and already in the answer.
    if (!entry?.level || entry.level < WARN || (entry.res && (entry.res.status ?? 0) < 500)) return;
    if (entry.level >= ERROR) this.errors++;
    else this.warnings++;
    this.lastMessage = (entry.msg ?? '').replaceAll(/\s+/g, ' ').slice(0, 120);
    if (this.nowMs() >= this.quietUntilMs) this.tell();
  }

  private tell(): void {
    const counts = [count(this.errors, 'error'), count(this.warnings, 'warning')].filter(Boolean).join(' and ');
    this.say(
      `${this.name} logged ${counts}${this.lastMessage ? `, the last "${this.lastMessage}"` : ''}; see ${this.file}`,
    );
    this.errors = 0;
    this.warnings = 0;
    this.quietUntilMs = this.nowMs() + QUIET_MS;
  }
}

const count = (n: number, noun: string): string => (n === 0 ? '' : `${n} ${noun}${n === 1 ? '' : 's'}`);

function parse(line: string): LogEntry | undefined {
  if (!line.startsWith('{')) return undefined;
  try {
    return JSON.parse(line) as LogEntry;
  } catch {
    return undefined;
  }
}
