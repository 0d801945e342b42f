import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { allocatorVariables, nodeFlags } from '../tools/start/node-flags.js';

/** The last stages of the Dockerfile, each from its `FROM` to the next, by name. */
const stages = new Map(
  readFileSync(resolve(__dirname, '../Dockerfile'), 'utf8')
    .split(/^FROM /m)
    .map((text) => [/^\S+ AS (\S+)/.exec(text)?.[1] ?? '', text]),
);

describe('an image starts its service as a laptop does', () => {
  it.each(['gateway', 'chat', 'ingestion'])('%s: the same flags of Node and the same words to glibc', (service) => {
    const stage = stages.get(service) ?? '';
    const command = JSON.parse(/^CMD (.*)$/m.exec(stage)?.[1] ?? '[]') as string[];
    expect(command).toEqual([...nodeFlags(service), `dist/services/${service}/src/main.js`]);

    const said = Array.from(stage.matchAll(/(MALLOC_\w+)=(\S+)/g), ([, name, value]) => [name, value]);
    expect(Object.fromEntries(said)).toEqual(allocatorVariables(service));
  });
});
