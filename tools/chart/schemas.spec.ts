import { customSchemas, kubernetesSchemas, strict } from './schemas.ts';

describe(kubernetesSchemas.name, () => {
  const definitions = {
    'io.k8s.api.apps.v1.Thing': {
      properties: { spec: { $ref: '#/definitions/Spec' }, kind: { type: 'string' } },
      'x-kubernetes-group-version-kind': [{ group: 'apps', version: 'v1', kind: 'Thing' }],
    },
    Spec: { properties: { port: { $ref: '#/definitions/IntOrString' } } },
    IntOrString: { type: 'string', format: 'int-or-string' },
    Unused: { type: 'string' },
    ThingList: { 'x-kubernetes-group-version-kind': [{ group: 'apps', version: 'v1', kind: 'ThingList' }] },
    Core: { 'x-kubernetes-group-version-kind': [{ group: '', version: 'v1', kind: 'Pod' }] },
    Ingress: { 'x-kubernetes-group-version-kind': [{ group: 'networking.k8s.io', version: 'v1', kind: 'Ingress' }] },
  };

  it('names kinds as kubeconform looks for them, lists left out', () => {
    expect(kubernetesSchemas({ definitions }).map(({ name }) => name)).toEqual([
      'thing-apps-v1',
      'pod-v1',
      'ingress-networking-v1',
    ]);
  });

  it('takes along what a kind refers to, through others too, and nothing else', () => {
    const [thing] = kubernetesSchemas({ definitions });
    expect(thing?.schema['definitions']).toEqual({
      IntOrString: { oneOf: [{ type: 'string' }, { type: 'integer' }] },
      Spec: { properties: { port: { $ref: '#/definitions/IntOrString' } }, additionalProperties: false },
    });
  });
});

describe(customSchemas.name, () => {
  it('has a schema for each version that has one, with free metadata', () => {
    const versions = [
      { name: 'v1', schema: { openAPIV3Schema: { properties: { spec: { properties: { a: { type: 'string' } } } } } } },
      { name: 'v2' },
    ];
    const made = customSchemas({
      kind: 'CustomResourceDefinition',
      spec: { group: 'keda.sh', names: { kind: 'ScaledObject' }, versions },
    });
    expect(made).toEqual([
      {
        name: 'scaledobject-keda-v1',
        schema: {
          properties: {
            spec: { properties: { a: { type: 'string' } }, additionalProperties: false },
            metadata: { type: 'object' },
          },
          additionalProperties: false,
        },
      },
    ]);
  });

  it('names a kind that another group has too', () => {
    const spec = {
      group: 'monitoring.coreos.com',
      names: { kind: 'PodMonitor' },
      versions: [{ name: 'v1', schema: { openAPIV3Schema: {} } }],
    };
    const made = customSchemas({ kind: 'CustomResourceDefinition', spec }, 'azmonitoring.coreos.com');
    expect(made.map(({ name }) => name)).toEqual(['podmonitor-monitoring-v1', 'podmonitor-azmonitoring-v1']);
  });

  it('finds nothing in any other object', () => {
    expect(customSchemas({ kind: 'Kustomization' })).toEqual([]);
  });
});

describe(strict.name, () => {
  it('leaves open what the API leaves open', () => {
    const open = { properties: { a: {} }, 'x-kubernetes-preserve-unknown-fields': true };
    expect(strict(open)).toEqual(open);
    expect(strict({ properties: {}, additionalProperties: { type: 'string' } })).toEqual({
      properties: {},
      additionalProperties: { type: 'string' },
    });
  });

  it('goes into lists', () => {
    expect(strict({ items: { properties: { a: { type: 'string' } } } })).toEqual({
      items: { properties: { a: { type: 'string' } }, additionalProperties: false },
    });
  });
});
