import type { AuditLog } from '@shared/audit';
import { makeKey, type ApiKey, type ApiKeys } from '@shared/keys';
import { ulid } from 'ulid';
import type { KeysCommand } from './keys-command.js';

const DAY_MS = 86_400_000;
/** Who made a key that nobody asked for over the API. */
const MAKER = 'cli';

/** Does it. @returns the lines to print; of `create` the key alone, so that a script can take it. */
export async function runKeysCommand(command: KeysCommand, keys: ApiKeys, audit: AuditLog): Promise<string[]> {
  await Promise.all([keys.prepare(), audit.prepare()]);
  const actor = { tenantId: command.tenantId, userId: MAKER, correlationId: `keys-cli-${ulid()}` };
  switch (command.name) {
    case 'list':
      return (await keys.list(command.tenantId)).map(lineOf);
    case 'revoke': {
      const revoked = await keys.revoke(command.tenantId, command.id, new Date().toISOString());
      if (!revoked) throw new Error(`there is no key ${command.id} in this tenant; "list" shows those that are.`);
      await audit.append(actor, { action: 'key.revoked', subject: command.id });
      return [lineOf(revoked)];
    }
    case 'create': {
      const now = Date.now();
      const { tenantId, keyName: name, roles, days, requestsPerMinute = null, tokensPerDay = null } = command;
      const expiresAt = days === undefined ? null : new Date(now + days * DAY_MS).toISOString();
      const limits = { requestsPerMinute, tokensPerDay };
      const { key, secret } = makeKey({ tenantId, name, roles, expiresAt, limits, createdBy: MAKER }, ulid(now), now);
      await audit.append(actor, { action: 'key.made', subject: key.id, detail: key.roles });
      await keys.add(key);
      return [secret];
    }
  }
}

function lineOf({ id, prefix, name, roles, createdAt, expiresAt, revokedAt }: ApiKey): string {
  const state = revokedAt ? `revoked ${revokedAt}` : expiresAt ? `until ${expiresAt}` : 'in force';
  return [id, prefix, roles.join(','), state, `made ${createdAt}`, name].join('  ');
}
