import { Troubles } from './troubles.ts';

describe(Troubles.name, () => {
  let said: string[];
  let nowMs: number;
  let troubles: Troubles;
  const entry = (fields: object): void => troubles.see(JSON.stringify(fields));

  beforeEach(() => {
    said = [];
    nowMs = 1_000;
    troubles = new Troubles(
      'chat',
      'logs/chat.log',
      (line) => said.push(line),
      () => nowMs,
    );
  });

  it('says the first error at once', () => {
    entry({ level: 50, msg: 'the index is gone' });

    expect(said).toEqual(['chat logged 1 error, the last "the index is gone"; see logs/chat.log']);
  });

  it('counts what comes within ten seconds and says it with the next one after them', () => {
    entry({ level: 50, msg: 'first' });
    entry({ level: 50, msg: 'second' });
    entry({ level: 40, msg: 'third' });
    nowMs += 10_000;
    entry({ level: 50, msg: 'fourth' });

    expect(said.slice(1)).toEqual(['chat logged 2 errors and 1 warning, the last "fourth"; see logs/chat.log']);
  });

  it.each([
    ['information', '{"level":30,"msg":"listening"}'],
    ['a refused request', '{"level":40,"msg":"request completed","res":{"status":404}}'],
    ['a line that is no log entry', 'ExperimentalWarning: SQLite'],
    ['half an entry', '{"level":50'],
  ])('keeps quiet about %s', (_, line) => {
    troubles.see(line);

    expect(said).toEqual([]);
  });
});
