import { run } from '../support/command.ts';
import afterAll from './after-all.mjs';
import { readClusterConfig } from './cluster.config.ts';
import { ISSUER } from './names.ts';

/** Clears away what a run that was ended hard has left, and moves the images into the cluster. */
export default async function beforeAll() {
  const { IMAGE_LOADER, IMAGE_PREFIX, IMAGE_TAG } = readClusterConfig();
  await afterAll();
  if (IMAGE_LOADER !== undefined) {
    const own = ['gateway', 'chat', 'ingestion', 'local-azure', 'redis'].map(
      (name) => `${IMAGE_PREFIX}-${name}:${IMAGE_TAG}`,
    );
    const [program, ...args] = IMAGE_LOADER.split(' ');
    await run(program, [...args, ...own]);
  }
  const issuer = {
    apiVersion: 'cert-manager.io/v1',
    kind: 'ClusterIssuer',
    metadata: { name: ISSUER },
    spec: { selfSigned: {} },
  };
  await run('kubectl', ['apply', '-f', '-'], JSON.stringify(issuer));
}
