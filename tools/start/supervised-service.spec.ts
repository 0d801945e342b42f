import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { createInterface } from 'node:readline';
import { CannotStart } from '../cannot-start.ts';
import { identityOf } from '../process/identity.ts';
import { until } from '../process/until.ts';
import { ServiceLog } from './service-log.ts';
import { SupervisedService } from './supervised-service.ts';
import { Troubles } from './troubles.ts';

const READY = `console.log(JSON.stringify({ ready: true, url: 'http://127.0.0.1:1' }));`;
const PRELOAD = pathToFileURL(resolve('tools/start/exit-with-parent.mjs')).href;

describe(SupervisedService.name, () => {
  let folder: string;
  let said: string[];
  const running: SupervisedService[] = [];

  /** A service made of a few lines of script. */
  function service(script: string): SupervisedService {
    writeFileSync(join(folder, 'main.mjs'), script);
    const log = new ServiceLog(join(folder, 'one.log'));
    const say = (line: string): void => void said.push(line);
    const made = new SupervisedService({
      name: 'one',
      args: ['--import', PRELOAD, join(folder, 'main.mjs')],
      env: {},
      log,
      troubles: new Troubles('one', log.file, say),
      say,
      onChange: () => undefined,
    });
    running.push(made);
    return made;
  }

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'groundwork-service-'));
    said = [];
  });
  afterEach(async () => {
    for (const one of running.splice(0)) await one.stop(5_000);
    rmSync(folder, { recursive: true });
  });

  it('is started once its ready line is there, and keeps its other lines in the log', async () => {
    const ready = await service(
      `console.log('hello'); console.error('warm'); ${READY} setInterval(() => {}, 1000);`,
    ).start();

    expect(ready.url).toBe('http://127.0.0.1:1');
    expect(await until(() => readFileSync(join(folder, 'one.log'), 'utf8').length >= 11, { deadlineMs: 5_000 })).toBe(
      true,
    );
    expect(readFileSync(join(folder, 'one.log'), 'utf8').split('\n').sort()).toEqual(['', 'hello', 'warm']);
  });

  it.each([
    ['the last sentence alone', `console.error('A banner'); console.error('PORT is missing.');`, 'PORT is missing.'],
    [
      'all last words otherwise',
      `console.error('TypeError: x'); console.error('    at main.js:1');`,
      'TypeError: x\n    at main.js:1',
    ],
  ])('fails with what a process said that ended before it was ready: %s', async (_, script, words) => {
    await expect(service(`${script} process.exit(1);`).start()).rejects.toThrow(new CannotStart(words));
  });

  it('starts a process again that was killed, and says so', async () => {
    const one = service(`${READY} setInterval(() => {}, 1000);`);
    await one.start();
    const first = one.pid!;

    process.kill(first, 'SIGKILL');

    expect(await until(() => said.includes('one is back.'), { deadlineMs: 10_000 })).toBe(true);
    expect(said[0]).toBe('one ended (SIGKILL); starting it again in 0.5 s.');
    expect(one.pid).not.toBe(first);
    expect(identityOf(one.pid!)).toBeDefined();
  });

  it('does not start a stopped one again', async () => {
    const one = service(`${READY} setInterval(() => {}, 1000);`);
    await one.start();
    const pid = one.pid!;

    await running.pop()!.stop(5_000);

    expect(identityOf(pid)).toBeUndefined();
    expect(said).toEqual([]);
  });

  it('kills one that does not listen, after its time', async () => {
    const one = service(`process.on('SIGTERM', () => {}); ${READY} setInterval(() => {}, 1000);`);
    await one.start();
    const pid = one.pid!;

    await running.pop()!.stop(20);

    expect(identityOf(pid)).toBeUndefined();
    expect(said).toEqual(['one did not end in time and was killed.']);
  });

  it('ends in its own order when its launcher is killed', async () => {
    writeFileSync(
      join(folder, 'child.mjs'),
      `import { writeFileSync } from 'node:fs';
       process.on('SIGTERM', () => { console.log('ending'); writeFileSync(${JSON.stringify(join(folder, 'ended'))}, 'orderly'); process.exit(0); });
       setInterval(() => {}, 1000);
       console.log('up');`,
    );
    writeFileSync(
      join(folder, 'launcher.mjs'),
      `import { spawn } from 'node:child_process';
       const child = spawn(process.execPath, ['--import', ${JSON.stringify(PRELOAD)}, ${JSON.stringify(join(folder, 'child.mjs'))}], { stdio: ['ignore', 'pipe', 'pipe', 'ipc'], detached: true });
       child.stdout.once('data', () => console.log(child.pid));`,
    );
    const launcher = spawn(process.execPath, [join(folder, 'launcher.mjs')], { stdio: ['ignore', 'pipe', 'inherit'] });
    const [line] = (await once(createInterface({ input: launcher.stdout }), 'line')) as [string];

    launcher.kill('SIGKILL');

    expect(await until(() => identityOf(Number(line)) === undefined, { deadlineMs: 10_000 })).toBe(true);
    expect(readFileSync(join(folder, 'ended'), 'utf8')).toBe('orderly');
  });
});
