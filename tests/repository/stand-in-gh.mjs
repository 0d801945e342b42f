#!/usr/bin/env node
/** `gh` for tests that run the whole tool: a repository in the JSON file that STAND_IN_STATE names. */
import { readFileSync, writeFileSync } from 'node:fs';
import { answer } from './stand-in-github.ts';

const file = process.env.STAND_IN_STATE;
const repository = JSON.parse(readFileSync(file, 'utf8'));
const args = process.argv.slice(2);
const { status, stdout, stderr } = answer(repository, args, args.includes('--input') ? readFileSync(0, 'utf8') : '');
writeFileSync(file, JSON.stringify(repository));
process.stdout.write(stdout);
process.stderr.write(stderr);
process.exitCode = status;
