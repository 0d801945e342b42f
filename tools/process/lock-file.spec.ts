import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { identityOf } from './identity.ts';
import { claimLock, type Holder, type Lock } from './lock-file.ts';

const started: ChildProcess[] = [];

/** A process that does nothing until it is ended. */
function idle(): ChildProcess {
  const child = spawn(process.execPath, ['-e', 'process.stdin.resume()'], { stdio: ['pipe', 'ignore', 'ignore'] });
  started.push(child);
  return child;
}

function held(claim: ReturnType<typeof claimLock>): Lock {
  if ('heldBy' in claim) throw new Error(`held by ${claim.heldBy.pid}`);
  return claim;
}

describe(claimLock.name, () => {
  let folder: string;
  let file: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'groundwork-lock-'));
    file = join(folder, 'lock');
  });
  afterEach(() => {
    for (const child of started.splice(0)) child.kill('SIGKILL');
    rmSync(folder, { recursive: true });
  });

  it('is held by one, and free again after release', () => {
    const lock = held(claimLock(file));

    expect(claimLock(file)).toMatchObject({ heldBy: { pid: process.pid } });
    lock.release();
    held(claimLock(file)).release();
    expect(readdirSync(folder)).toEqual([]);
  });

  it('is taken over from a process that was killed, and tells which of its children still run', async () => {
    const [holder, child, ended] = [idle(), idle(), idle()];
    const stale: Holder = {
      ...identityOf(holder.pid!)!,
      children: [identityOf(child.pid!)!, identityOf(ended.pid!)!],
    };
    writeFileSync(file, JSON.stringify(stale));
    expect(claimLock(file)).toMatchObject({ heldBy: { pid: holder.pid } });

    for (const one of [holder, ended]) {
      one.kill('SIGKILL');
      await once(one, 'exit');
    }
    const lock = held(claimLock(file));

    expect(lock.orphans.map(({ pid }) => pid)).toEqual([child.pid]);
    lock.release();
  });

  it('is not fooled by a later process with the same number', () => {
    writeFileSync(file, JSON.stringify({ pid: process.pid, startTicks: '1', children: [] }));

    const claim = claimLock(file);

    // Where the system does not tell start times, the number alone must do.
    expect('heldBy' in claim).toBe(identityOf(process.pid)?.startTicks === null);
  });

  it('is taken over when its file is torn', () => {
    writeFileSync(file, '{"pid":');

    held(claimLock(file)).release();
  });

  it('notes the children it is told of', () => {
    const lock = held(claimLock(file));

    lock.record([process.pid]);

    const { children } = JSON.parse(readFileSync(file, 'utf8')) as Holder;
    expect(children).toEqual([identityOf(process.pid)]);
    lock.release();
  });
});
