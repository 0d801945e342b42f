/** An object of Kubernetes as far as its containers' environment goes. */
export interface Manifest {
  readonly kind: string;
  readonly metadata: { readonly name: string };
  readonly data?: Readonly<Record<string, string>>;
  readonly spec?: { readonly containers?: readonly Container[]; readonly template?: { readonly spec?: PodSpec } };
}

interface PodSpec {
  readonly containers?: readonly Container[];
}

interface Container {
  readonly name: string;
  readonly env?: readonly { readonly name: string }[];
  readonly envFrom?: readonly { readonly configMapRef?: { readonly name: string } }[];
}

/** Names of the variables of each container, as often as they are set; by `Kind/object/container`. */
export function environments(manifests: readonly Manifest[]): Map<string, string[]> {
  const maps = new Map(
    manifests
      .filter(({ kind }) => kind === 'ConfigMap')
      .map(({ metadata, data }) => [metadata.name, Object.keys(data ?? {})]),
  );
  return new Map(
    manifests.flatMap(({ kind, metadata, spec }) =>
      (spec?.template?.spec?.containers ?? spec?.containers ?? []).map(({ name, env = [], envFrom = [] }) => [
        `${kind}/${metadata.name}/${name}`,
        [
          ...env.map((variable) => variable.name),
          ...envFrom.flatMap(({ configMapRef }) => maps.get(configMapRef?.name ?? '') ?? []),
        ],
      ]),
    ),
  );
}

/** A sentence for every variable that is set twice: server-side apply refuses it, and which one wins is a matter of luck. */
export function environmentFaults(manifests: readonly Manifest[]): string[] {
  return [...environments(manifests)].flatMap(([container, names]) => {
    const twice = new Set(names.filter((name, at) => names.indexOf(name) !== at));
    return [...twice].map((name) => `${container} sets ${name} twice`);
  });
}
