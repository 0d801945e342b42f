import type { TokenCredential } from '@azure/identity';
import { z } from 'zod';
import { GroupDirectory, type DirectoryObject } from '../ports/group-directory.port.js';

/** Where Microsoft Graph is, and how we say who we are. */
export interface GraphSettings {
  /** Base URL with its version, for example `https://graph.microsoft.com/v1.0`. */
  readonly url: string;
  readonly tokenScope: string;
}

/** Longest wait for Graph, in milliseconds: a person waits behind it. */
const TIMEOUT_MS = 5_000;
/** Most pages of one answer; Graph gives up at 11,000 objects. */
const MAX_PAGES = 20;

const pageSchema = z.object({ value: z.array(z.string()), '@odata.nextLink': z.url().optional() });

/**
 * {@link GroupDirectory} of Entra ID: Graph's `getMemberObjects`, with the pod's identity.
 *
 * The address in a token's own `_claim_sources` is left alone: it is of a service that was shut down, and a token
 * does not decide where we call.
 */
export class GraphGroupDirectory extends GroupDirectory {
  constructor(
    private readonly settings: GraphSettings,
    private readonly credential: () => TokenCredential,
  ) {
    super();
  }

  async groupsOf({ objectId, isProgram }: DirectoryObject): Promise<readonly string[]> {
    const token = await this.credential().getToken(this.settings.tokenScope);
    if (!token) throw new Error('no token for Graph');
    const kind = isProgram ? 'servicePrincipals' : 'users';
    let url: string | undefined = `${this.settings.url}/${kind}/${encodeURIComponent(objectId)}/getMemberObjects`;
    const groups: string[] = [];
    for (let pages = 0; url !== undefined; pages += 1) {
      if (pages === MAX_PAGES) throw new Error('Graph has more pages than it may have objects');
      const page: z.infer<typeof pageSchema> = await this.page(url, token.token);
      groups.push(...page.value);
      url = page['@odata.nextLink'];
    }
    return groups;
  }

  private async page(url: string, token: string): Promise<z.infer<typeof pageSchema>> {
    // Our token goes to the address that was configured, wherever an answer points.
    if (new URL(url).origin !== new URL(this.settings.url).origin) throw new Error('Graph points elsewhere');
    const reply = await fetch(url, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ securityEnabledOnly: false }),
      signal: AbortSignal.timeout(TIMEOUT_MS),
      redirect: 'error',
    });
    if (!reply.ok) throw new Error(`Graph answered ${reply.status}`);
    return pageSchema.parse(await reply.json());
  }
}
