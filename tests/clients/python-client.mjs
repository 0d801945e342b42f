import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';

/**
 * Makes the Python client's environment once, outside the checkout, from exactly the files that `requirements.txt` names by
 * their hashes; `CLIENTS_PYTHON` is its interpreter from then on.
 */
export default function pythonClient() {
  if (process.env.CLIENTS_PYTHON) return;
  const requirements = resolve('tests/clients/requirements.txt');
  const hash = createHash('sha256').update(readFileSync(requirements)).digest('hex').slice(0, 16);
  const cache = process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache');
  const folder = join(cache, 'groundwork', `clients-${hash}`);
  const python = join(folder, 'bin', 'python');
  const done = join(folder, 'complete');
  if (!existsSync(done)) {
    run('python3', ['-m', 'venv', '--clear', folder]);
    run(python, ['-m', 'pip', 'install', '--quiet', '--require-hashes', '--only-binary', ':all:', '-r', requirements]);
    run(python, ['-c', `open(${JSON.stringify(done)}, 'w').close()`]);
  }
  process.env.CLIENTS_PYTHON = python;
}

function run(command, args) {
  const { error, status } = spawnSync(command, args, { stdio: ['ignore', 'inherit', 'inherit'] });
  if (error || status !== 0)
    throw new Error(
      `The Python client could not be installed (${command} ${args[1] ?? ''}); install python3 with venv, or name an interpreter that has the packages of tests/clients/requirements.txt in CLIENTS_PYTHON.`,
    );
}
