import { execFileSync } from 'node:child_process';
import { parseAllDocuments } from 'yaml';
import type { Annotations, Flavor } from './nginx-config.js';

interface Manifest {
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly annotations?: Annotations };
  readonly data?: Readonly<Record<string, string>>;
}

/** What the chart renders that a proxy and the product must agree on. */
export interface RenderedChart {
  /** Of the Ingress. */
  readonly annotations: Annotations;
  /** `UPLOAD_MAX_BYTES` of every service that has it. */
  readonly uploadMaxBytes: readonly number[];
}

/** The chart of production, by `helm template`; without TLS, which is not what these tests are about. */
export function renderChart(flavor: Flavor, annotations: Annotations = {}): RenderedChart {
  const values = JSON.stringify({ exposure: { ingress: { flavor, annotations, tls: { enabled: false } } } });
  const rendered = execFileSync(
    'helm',
    ['template', 'groundwork', 'charts/groundwork', '-f', 'helm/values-production.yaml', '-f', '-'],
    { input: values, encoding: 'utf8', maxBuffer: 16 * 1024 ** 2 },
  );
  const manifests = parseAllDocuments(rendered).flatMap((document) => (document.toJS() ?? []) as Manifest);
  const [ingress, ...more] = manifests.filter(({ kind }) => kind === 'Ingress');
  if (!ingress || more.length > 0) throw new Error('The chart renders no Ingress, or more than one');
  return {
    annotations: ingress.metadata.annotations ?? {},
    uploadMaxBytes: manifests.flatMap(({ data }) =>
      data?.['UPLOAD_MAX_BYTES'] === undefined ? [] : [Number(data['UPLOAD_MAX_BYTES'])],
    ),
  };
}
