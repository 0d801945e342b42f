import { config } from '../the-demo.js';
import type { Release } from '../release.js';

const LABELS = { app: 'redis' };
const PORT = 6379;

/** What a release is told of the Redis beside it. */
export const REDIS_OPTIONS = [
  ...['--set', `redis.url=redis://redis:${PORT}`, '--set', `redis.port=${PORT}`],
  ...['--set-json', `redis.peers=${JSON.stringify([{ podSelector: { matchLabels: LABELS } }])}`],
];

/** Runs a Redis that keeps nothing, in the release's namespace, and waits for it. */
export async function startRedis(release: Release): Promise<void> {
  const metadata = { name: 'redis', namespace: release.namespace };
  await release.apply({
    apiVersion: 'v1',
    kind: 'Service',
    metadata,
    spec: { selector: LABELS, ports: [{ port: PORT }] },
  });
  await release.apply({
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata,
    spec: {
      selector: { matchLabels: LABELS },
      template: {
        metadata: { labels: LABELS },
        spec: {
          automountServiceAccountToken: false,
          securityContext: { runAsNonRoot: true, runAsUser: 65532, seccompProfile: { type: 'RuntimeDefault' } },
          containers: [
            {
              name: 'redis',
              image: `${config.IMAGE_PREFIX}-redis:${config.IMAGE_TAG}`,
              imagePullPolicy: 'IfNotPresent',
              args: ['--save', '', '--protected-mode', 'no'],
              readinessProbe: { tcpSocket: { port: PORT }, periodSeconds: 1 },
              securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } },
            },
          ],
        },
      },
    },
  });
  await release.kubectl('rollout', 'status', 'deployment/redis', '--timeout=60s');
}
