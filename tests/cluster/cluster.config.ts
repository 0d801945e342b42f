import { z } from 'zod';

const schema = z.object({
  /** The cluster, as kubectl and helm take it. */
  KUBECONFIG: z.string().min(1),
  /** What the names of the images begin with: `localhost/groundwork` for `localhost/groundwork-chat`. */
  IMAGE_PREFIX: z
    .string()
    .regex(/^[^\s]+\/groundwork$/)
    .default('localhost/groundwork'),
  /** Tag of the images, as tools/images/tag.sh prints it. */
  IMAGE_TAG: z.string().min(1),
  /** A command that moves the images it is given as arguments into the cluster; without it the cluster pulls them. */
  IMAGE_LOADER: z.string().optional(),
  /** `host:port` where the ingress controller of class nginx takes TLS. */
  INGRESS_ADDRESS: z.string().regex(/^[^:\s]+:\d+$/),
  /** Namespace of the ingress controller. */
  INGRESS_NAMESPACE: z.string().min(1).default('ingress-nginx'),
  /** TCP port of the API server, as pods see it after its Service. */
  API_SERVER_PORT: z.coerce.number().int().default(6443),
});

export type ClusterConfig = z.infer<typeof schema>;

/** @throws with the names of what is missing. */
export function readClusterConfig(env: NodeJS.ProcessEnv = process.env): ClusterConfig {
  const read = schema.safeParse(env);
  if (read.success) return read.data;
  const names = read.error.issues.map(({ path }) => path.join('.')).join(', ');
  throw new Error(`The tests on a cluster need ${names} in the environment: docs/deploy.md, "Tests on a cluster".`);
}
