import { spawnSync } from 'node:child_process';

/** Says plainly what is missing, once, instead of failing every test for a reason that nobody sees. */
export default function needsNginx() {
  const nginx = process.env.NGINX_PATH ?? 'nginx';
  if (spawnSync(nginx, ['-v']).error)
    throw new Error(
      `These tests need nginx (${nginx} does not run): apt-get install nginx-light, or name it with NGINX_PATH.`,
    );
  if (spawnSync('helm', ['version']).error)
    throw new Error('These tests need helm on the PATH: PATH="$(tools/external/install.sh helm):$PATH".');
  console.log(spawnSync(nginx, ['-v'], { encoding: 'utf8' }).stderr.trim());
}
