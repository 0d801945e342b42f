import { z } from 'zod';

const schema = z.object({
  /** Where users find the installation. */
  PUBLIC_URL: z.url({ protocol: /^https?$/ }).transform((url) => url.replace(/\/+$/, '')),
  /** A key of the roles contributor and reader; empty where nobody signs in. */
  GROUNDWORK_API_KEY: z.string().optional(),
});

/** @throws with the names of what is missing. */
export function readDeployedConfig(env: NodeJS.ProcessEnv = process.env): z.infer<typeof schema> {
  const read = schema.safeParse(env);
  if (read.success) return read.data;
  const names = read.error.issues.map(({ path }) => path.join('.')).join(', ');
  throw new Error(`The tests of an installation need ${names} in the environment: docs/pipeline.md, "What it checks".`);
}
