import { Injectable } from '@nestjs/common';
import { AuditLog } from '@shared/audit';
import type { ApiKeyBody, ApiKeyView, NewApiKey } from '@shared/contracts';
import { InvalidInput } from '@shared/errors';
import { userPrincipal, type Caller } from '@shared/identity';
import { ApiKeys, keyUserId, makeKey, type ApiKey } from '@shared/keys';
import { ulid } from 'ulid';
import { KeyCallers } from '../identity/key-callers.js';
import { KeyMissing } from './errors.js';

/** API keys of a tenant, in the hands of its administrators. */
@Injectable()
export class KeyAdministration {
  constructor(
    private readonly keys: ApiKeys,
    private readonly callers: KeyCallers,
    private readonly audit: AuditLog,
  ) {}

  /** Every key of the caller's tenant, the newest first; revoked and expired ones too. */
  async list({ tenantId }: Caller): Promise<ApiKeyView[]> {
    return (await this.keys.list(tenantId)).map(toView);
  }

  /** @throws {InvalidInput} for an end that is past. */
  async make(
    caller: Caller,
    { name, roles, expiresAt, requestsPerMinute, tokensPerDay }: ApiKeyBody,
  ): Promise<NewApiKey> {
    const now = Date.now();
    if (expiresAt && Date.parse(expiresAt) <= now) throw new InvalidInput('expiresAt: must be in the future');
    const { key, secret } = makeKey(
      {
        tenantId: caller.tenantId,
        name,
        roles: [...new Set(roles)],
        expiresAt: expiresAt ?? null,
        limits: { requestsPerMinute: requestsPerMinute ?? null, tokensPerDay: tokensPerDay ?? null },
        createdBy: caller.userId,
      },
      ulid(now),
      now,
    );
    // On record before it opens anything: an unrecorded key must not exist.
    await this.audit.append(caller, { action: 'key.made', subject: key.id, detail: key.roles });
    await this.keys.add(key);
    return { ...toView(key), key: secret };
  }

  /** A repeat changes nothing. @throws {KeyMissing} */
  async revoke(caller: Caller, id: string): Promise<void> {
    const key = await this.keys.revoke(caller.tenantId, id, new Date().toISOString());
    if (!key) throw new KeyMissing();
    this.callers.forget(key);
    await this.audit.append(caller, { action: 'key.revoked', subject: id });
  }
}

function toView({ id, name, prefix, roles, limits, createdAt, createdBy, expiresAt, revokedAt }: ApiKey): ApiKeyView {
  const principal = userPrincipal(keyUserId(id));
  return { id, name, prefix, principal, roles: [...roles], limits, createdAt, createdBy, expiresAt, revokedAt };
}
