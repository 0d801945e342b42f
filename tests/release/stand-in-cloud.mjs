#!/usr/bin/env node
/**
 * Stands in for docker, cosign, az and curl, whose name it is called by, as far as our scripts use them: writes down how it
 * was called in the file that STAND_IN_CALLS names, and answers as they do. STAND_IN_FAILS names a call that fails.
 */
import { appendFileSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';

const name = basename(process.argv[1]);
const args = process.argv.slice(2);
const call = [name, ...args].join(' ');
// The configuration of curl comes by a file descriptor, the body by standard input.
const config = args.includes('--config') ? readFileSync(args[args.indexOf('--config') + 1], 'utf8') : '';
const body = args.includes('@-') ? readFileSync(0, 'utf8') : '';
appendFileSync(process.env.STAND_IN_CALLS, `${JSON.stringify({ call, config, body })}\n`);
if (process.env.STAND_IN_FAILS && call.startsWith(process.env.STAND_IN_FAILS)) {
  process.stderr.write(`${name}: denied\n`);
  process.exit(1);
}
if (name === 'docker' && args[1] === 'inspect') {
  const repository = args.at(-1).split(':')[0];
  const service = repository.split('groundwork-')[1];
  process.stdout.write(`localhost/groundwork-${service}@sha256:${'0'.repeat(64)}\n`);
  process.stdout.write(
    `${repository}@sha256:${{ gateway: 'a', chat: 'b', ingestion: 'c', 'local-azure': 'd' }[service].repeat(64)}\n`,
  );
}
if (name === 'az' && args[0] === 'keyvault') process.stdout.write('https://hooks.example/T0/B0/the-secret\n');
