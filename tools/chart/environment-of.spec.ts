import { environmentFaults, environments, type Manifest } from './environment-of.ts';

const manifests: Manifest[] = [
  { kind: 'ConfigMap', metadata: { name: 'chat' }, data: { PORT: '8080', LOG_LEVEL: 'info' } },
  {
    kind: 'Deployment',
    metadata: { name: 'chat' },
    spec: {
      template: {
        spec: {
          containers: [
            { name: 'chat', env: [{ name: 'KEY' }, { name: 'PORT' }], envFrom: [{ configMapRef: { name: 'chat' } }] },
          ],
        },
      },
    },
  },
  { kind: 'Pod', metadata: { name: 'test' }, spec: { containers: [{ name: 'ask', env: [{ name: 'KEY' }] }] } },
];

it('knows what a container is given, directly and through a ConfigMap', () => {
  expect(Object.fromEntries(environments(manifests))).toEqual({
    'Deployment/chat/chat': ['KEY', 'PORT', 'PORT', 'LOG_LEVEL'],
    'Pod/test/ask': ['KEY'],
  });
});

it('names what is set twice', () => {
  expect(environmentFaults(manifests)).toEqual(['Deployment/chat/chat sets PORT twice']);
});
