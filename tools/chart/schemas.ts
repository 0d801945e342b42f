/** JSON Schema as far as this file looks into it. */
export interface Schema {
  [keyword: string]: unknown;
  $ref?: string;
  type?: unknown;
  format?: string;
  properties?: Record<string, Schema>;
  items?: Schema;
  additionalProperties?: boolean | Schema;
}

/** The Kubernetes API as its module describes it (OpenAPI 2). */
export interface Swagger {
  readonly definitions: Readonly<Record<string, Schema>>;
}

/** One kind of object, named as kubeconform looks for it: `deployment-apps-v1`. */
export interface KindSchema {
  readonly name: string;
  readonly schema: Schema;
}

interface GroupVersionKind {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
}

/** A CustomResourceDefinition as far as its schemas go. */
export interface CustomResource {
  readonly kind?: string;
  readonly spec?: {
    readonly group: string;
    readonly names: { readonly kind: string };
    readonly versions: readonly { readonly name: string; readonly schema?: { readonly openAPIV3Schema?: Schema } }[];
  };
}

const nameOf = ({ group, version, kind }: GroupVersionKind): string =>
  [kind.toLowerCase(), group.split('.')[0], version].filter((part) => part !== '').join('-');

/** A schema for every kind of object of Kubernetes itself, each with the definitions it needs. */
export function kubernetesSchemas({ definitions }: Swagger): KindSchema[] {
  return Object.entries(definitions).flatMap(([name, definition]) => {
    const kinds = (definition['x-kubernetes-group-version-kind'] ?? []) as readonly GroupVersionKind[];
    // Options and events of the API carry the marks of dozens of groups; no manifest holds one.
    const [kind] = kinds;
    if (kinds.length !== 1 || !kind || kind.kind.endsWith('List')) return [];
    const needed = closure(name, definitions);
    return [
      {
        name: nameOf(kind),
        schema: {
          ...strict(definition),
          definitions: Object.fromEntries(needed.map((other) => [other, strict(definitions[other] ?? {})])),
        },
      },
    ];
  });
}

/** A schema for every version of a custom resource. @param alias another group that has the same kind. */
export function customSchemas(resource: CustomResource, alias?: string): KindSchema[] {
  const { spec } = resource;
  if (resource.kind !== 'CustomResourceDefinition' || !spec) return [];
  return spec.versions.flatMap(({ name: version, schema }) => {
    const found = schema?.openAPIV3Schema;
    if (!found) return [];
    const { properties = {} } = found;
    const whole = { ...found, properties: { ...properties, metadata: { type: 'object' } } };
    const groups = alias === undefined ? [spec.group] : [spec.group, alias];
    return groups.map((group) => ({ name: nameOf({ group, version, kind: spec.names.kind }), schema: strict(whole) }));
  });
}

/** Names of all definitions that one refers to, directly or through others. */
function closure(start: string, definitions: Swagger['definitions']): string[] {
  const found = new Set<string>();
  const waiting = [start];
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    const text = JSON.stringify(definitions[name] ?? {});
    for (const [, other = ''] of text.matchAll(/"#\/definitions\/([^"]+)"/g)) {
      if (!found.has(other)) waiting.push(other);
      found.add(other);
    }
  }
  return [...found].toSorted();
}

const isQuantity = ({ description }: Schema): boolean =>
  typeof description === 'string' && /Quantity/.test(description);

/**
 * The same schema, but a property that it does not know is wrong: the API server drops what it does not know, and a typing
 * error in a chart then does nothing at all. What the API takes in two forms is taken in both.
 */
export function strict(schema: Schema): Schema {
  if (schema.format === 'int-or-string' || schema['x-kubernetes-int-or-string'] === true) {
    return { oneOf: [{ type: 'string' }, { type: 'integer' }] };
  }
  // Quantities such as cpu: 1 are written as numbers and read as text.
  if (schema.type === 'string' && isQuantity(schema)) {
    return { type: ['string', 'number'] };
  }
  const out: Schema = { ...schema };
  for (const keyword of ['properties', 'definitions'] as const) {
    const children = schema[keyword] as Record<string, Schema> | undefined;
    if (children) out[keyword] = mapped(children);
  }
  for (const keyword of ['items', 'additionalProperties', 'not'] as const) {
    const child = schema[keyword];
    if (typeof child === 'object' && child !== null) out[keyword] = strict(child as Schema);
  }
  const isOpen =
    schema['x-kubernetes-preserve-unknown-fields'] === true || schema['x-kubernetes-embedded-resource'] === true;
  if (schema.properties && schema.additionalProperties === undefined && !isOpen) out.additionalProperties = false;
  return out;
}

const mapped = (children: Readonly<Record<string, Schema>>): Record<string, Schema> =>
  Object.fromEntries(Object.entries(children).map(([name, child]) => [name, strict(child)]));
