import { spawnSync } from 'node:child_process';

/** Says plainly what is missing, once, instead of failing every test for a reason that nobody sees. */
export default function needsRedis() {
  const path = process.env.REDIS_SERVER_PATH ?? 'redis-server';
  const { error, stdout } = spawnSync(path, ['--version'], { encoding: 'utf8' });
  if (error)
    throw new Error(
      `These tests need redis-server (${path} does not run): apt-get install redis-server, or name it with REDIS_SERVER_PATH.`,
    );
  console.log(stdout.trim());
}
