/**
 * Fills Node's compile cache with all that a program loads before it reads its settings: `compile.mjs SERVICE SCRIPT...`,
 * with NODE_COMPILE_CACHE set. Most of a start is compiling libraries, and in a read-only container nothing could keep it.
 *
 * Each program is started without what it needs, so that it loads everything and then ends with its own sentence. Local Azure
 * needs nothing, and is given a port that is none.
 */
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';

const [service, ...scripts] = process.argv.slice(2);
const cache = process.env.NODE_COMPILE_CACHE;
const filesIn = (folder) =>
  readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).length;

for (const script of scripts) {
  const { status, stderr } = spawnSync(
    process.execPath,
    ['--enable-source-maps', `dist/services/${service}/src/${script}.js`],
    { env: { NODE_COMPILE_CACHE: cache, LOCAL_AZURE_PORT: 'none' }, encoding: 'utf8', timeout: 300_000 },
  );
  // Anything else is a program that cannot even load, say for want of a package.
  if (status !== 1 || !/cannot start: |^Bad environment: /.test(stderr)) {
    console.error(`${service}: ${script} did not end for want of settings but with ${status}:\n${stderr}`);
    process.exit(1);
  }
}
console.log(`${service}: ${filesIn(cache)} compiled modules`);
