import type { Provider } from '@nestjs/common';
import { AuditLog, TableAuditLog } from '@shared/audit';
import { ApiKeys, TableApiKeys } from '@shared/keys';
import { podIdentity } from '@shared/storage';
import { KeyAdministration } from './admin/key-administration.service.js';
import { PersonData } from './admin/person-data.service.js';
import { GraphGroupDirectory } from './adapters/graph-group-directory.adapter.js';
import { JoseTokenVerifier } from './adapters/jose-token-verifier.adapter.js';
import { TableUsageReadings } from './adapters/table-usage-readings.adapter.js';
import type { GatewayConfig } from './config/gateway.config.js';
import type { OidcConfig } from './config/identity.config.js';
import { Callers } from './identity/callers.js';
import { KeyCallers } from './identity/key-callers.js';
import { TokenCallers } from './identity/token-callers.js';
import { CallerIdentity } from './ports/caller-identity.port.js';
import { UsageReadings } from './ports/usage-readings.port.js';

/** Who is asking: keys always, people where they sign in; and the record of what administrators do. */
export function identityProviders({ identity, tables }: GatewayConfig): Provider[] {
  return [
    { provide: ApiKeys, useFactory: () => new TableApiKeys(tables) },
    { provide: AuditLog, useFactory: () => new TableAuditLog(tables) },
    { provide: UsageReadings, useFactory: () => new TableUsageReadings(tables) },
    KeyAdministration,
    PersonData,
    { provide: KeyCallers, useFactory: (keys: ApiKeys) => new KeyCallers(keys), inject: [ApiKeys] },
    {
      provide: CallerIdentity,
      useFactory: (keys: KeyCallers) => new Callers(keys, identity.oidc && tokenCallers(identity.oidc)),
      inject: [KeyCallers],
    },
  ];
}

const tokenCallers = (oidc: OidcConfig): TokenCallers =>
  new TokenCallers(new JoseTokenVerifier(oidc), new GraphGroupDirectory(oidc.graph, podIdentity), {
    ...oidc,
    cacheMs: oidc.groupsCacheMs,
  });
