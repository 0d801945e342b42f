import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ServiceLog } from './service-log.ts';

describe(ServiceLog.name, () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'groundwork-log-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('adds to what is there', () => {
    for (const line of ['one', 'two']) {
      const log = new ServiceLog(join(folder, 'chat.log'));
      log.write(line);
      log.close();
    }

    expect(readFileSync(join(folder, 'chat.log'), 'utf8')).toBe('one\ntwo\n');
  });

  it('puts a full file aside, keeps three of them, and begins an empty one', () => {
    for (const n of ['', '.1', '.2', '.3']) writeFileSync(join(folder, `chat.log${n}`), `old${n}`);
    writeFileSync(join(folder, 'chat.log'), 'x'.repeat(10 * 1024 * 1024));

    const log = new ServiceLog(join(folder, 'chat.log'));
    log.write('new');
    log.close();

    expect(readdirSync(folder).sort()).toEqual(['chat.log', 'chat.log.1', 'chat.log.2', 'chat.log.3']);
    expect(readFileSync(join(folder, 'chat.log'), 'utf8')).toBe('new\n');
    expect(readFileSync(join(folder, 'chat.log.3'), 'utf8')).toBe('old.2');
  });
});
