import { basename } from 'node:path';

/** The order of the files: each finds the installation as the one before left it. */
const ORDER = [
  'profiles',
  'install',
  'front-door',
  'upgrade',
  'rolling-restart',
  'failing-upgrade',
  'release-script',
  'killed-pods',
  'strangers',
  'allowances',
  'uninstall',
  'replicas',
];

const placeOf = ({ path }) => {
  const place = ORDER.indexOf(basename(path, '.cluster-spec.ts'));
  if (place < 0) throw new Error(`${path} has no place in the order of tests/cluster/sequence.mjs.`);
  return place;
};

/** What Jest asks for the order of test files. */
export default class Sequence {
  sort(tests) {
    return [...tests].sort((one, other) => placeOf(one) - placeOf(other));
  }

  shard(tests) {
    return tests;
  }

  allFailedTests(tests) {
    return tests;
  }

  cacheResults() {}
}
