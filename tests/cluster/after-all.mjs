import { run } from '../support/command.ts';
import { ISSUER, NAMESPACE, PROFILES, SECOND, STRANGER } from './names.ts';

/** Takes everything away again, whatever became of the tests. */
export default async function afterAll() {
  const namespaces = [NAMESPACE, SECOND, STRANGER, PROFILES];
  // Nobody waits for these pods' streams any more.
  for (const namespace of namespaces)
    await run('kubectl', ['-n', namespace, 'delete', 'pods', '--all', '--grace-period=0', '--force']);
  await run('kubectl', ['delete', 'namespace', ...namespaces, '--ignore-not-found', '--timeout=180s']);
  await run('kubectl', ['delete', 'clusterissuer', ISSUER, '--ignore-not-found']);
}
