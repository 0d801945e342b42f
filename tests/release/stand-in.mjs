#!/usr/bin/env node
/**
 * Stands in for helm and kubectl, whose name it is called by: keeps a release in the JSON file that STAND_IN_STATE names,
 * and does what the file says of each command. Of helm it does what its documentation promises of
 * `upgrade --install --rollback-on-failure`, `test`, `rollback`, `history` and `get values`.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { basename } from 'node:path';

const file = process.env.STAND_IN_STATE;
const state = JSON.parse(readFileSync(file, 'utf8'));
const name = basename(process.argv[1]);
const args = process.argv.slice(2);
state.calls.push([name, ...args].join(' '));

function end(code, words = '') {
  writeFileSync(file, JSON.stringify(state));
  if (words) (code === 0 ? process.stdout : process.stderr).write(`${words}\n`);
  process.exit(code);
}

function deploy(description, status = 'deployed') {
  for (const one of state.history) if (status === 'deployed' && one.status === 'deployed') one.status = 'superseded';
  state.history.push({ revision: (state.history.at(-1)?.revision ?? 0) + 1, status, description });
}

if (name === 'kubectl') {
  if (args.includes('get-contexts')) end(args.includes('the-cluster') ? 0 : 1);
  if (args.includes('namespace') && args.includes('get'))
    end(state.namespace === null ? 1 : 0, state.namespace ?? 'not found');
  end(0, 'pods and events');
}

switch (args[0]) {
  case 'history':
    if (state.unreachable) end(1, 'Error: Kubernetes cluster unreachable');
    if (state.history.length === 0) end(1, 'Error: release: not found');
    end(0, JSON.stringify(state.history));
    break;
  case 'upgrade': {
    const before = state.history.findLast(({ status }) => status === 'deployed');
    if (state.upgrade === 'works') {
      deploy('Upgrade complete');
      end(0, 'upgraded');
    }
    deploy('Upgrade failed', 'failed');
    if (state.upgrade === 'fails' && before) deploy(`Rollback to ${before.revision}`);
    else if (state.upgrade === 'fails') state.history = [];
    end(1, 'Error: UPGRADE FAILED: context deadline exceeded');
    break;
  }
  case 'test': {
    const isOld = state.history.at(-1)?.description.startsWith('Rollback');
    const works = state.test === 'works' || (state.test === 'fails' && isOld);
    end(works ? 0 : 1, works ? 'Phase: Succeeded' : 'Phase: Failed');
    break;
  }
  case 'rollback':
    if (state.rollback !== 'works') end(1, 'Error: cannot roll back');
    deploy(`Rollback to ${args[2]}`);
    end(0, 'Rollback was a success!');
    break;
  case 'get':
    end(0, JSON.stringify(state.values));
    break;
  default:
    end(64, `the stand-in knows no "${args[0]}"`);
}
