import { ConfigError, flag, httpUrl, wholeNumber } from '@shared/config';
import { ROLES, type Role } from '@shared/identity';
import { z } from 'zod';

const list = z
  .string()
  .transform((text) => text.split(/[\s,]+/).filter((word) => word !== ''))
  .optional();

/** How callers are known. Part of the gateway's config schema. */
export const identityFields = {
  /** How callers are known. `none`: one local user, for laptops. `oidc`: access tokens of an OpenID issuer. */
  AUTH_MODE: z.enum(['none', 'oidc']).default('none'),
  /** Allows `AUTH_MODE=none` together with `NODE_ENV=production`. */
  ALLOW_ANONYMOUS: flag(false),
  /** Names beside loopback that are answered without sign-in, separated by commas; with `ALLOW_ANONYMOUS=true` only. */
  ANONYMOUS_HOSTS: list,
  /** Issuer of access tokens, where `/.well-known/openid-configuration` is found. */
  OIDC_ISSUER: httpUrl.optional(),
  /** Audiences that mean this product, separated by commas. */
  OIDC_AUDIENCE: list,
  /** Entra tenants (`tid`) that are let in, separated by commas. */
  OIDC_ALLOWED_TENANTS: list,
  /** Scope that a person's token must carry. */
  OIDC_REQUIRED_SCOPE: z.string().min(1).optional(),
  /** Claim that lists roles. */
  OIDC_ROLES_CLAIM: z.string().min(1).default('roles'),
  /** Roles of people whose token names none, separated by commas; `none`: they are not let in. */
  OIDC_DEFAULT_ROLES: list,
  /** Whether documents may be shared with groups of the issuer. */
  OIDC_GROUPS: flag(true),
  /** How long looked-up groups are believed, in seconds. */
  GROUPS_CACHE_SECONDS: wholeNumber(1, 3_600, 300),
  /** Client id of the web app at the issuer. */
  OIDC_CLIENT_ID: z.string().min(1).optional(),
  /** Scopes the web app asks for, separated by blanks. */
  OIDC_SCOPE: z.string().min(1).default('openid profile offline_access'),
  /** Resource that the web app asks for (RFC 8707), where the issuer wants one. */
  OIDC_RESOURCE: z.string().min(1).optional(),
  /** Microsoft Graph, for people whose tokens do not list their groups. */
  GRAPH_URL: httpUrl.default('https://graph.microsoft.com/v1.0'),
  /** Scope of the pod's token for Graph. */
  GRAPH_TOKEN_SCOPE: z.string().min(1).default('https://graph.microsoft.com/.default'),
  /** Origins whose pages may call the API from a browser, separated by commas. */
  CORS_ORIGINS: list,
};

type Read = z.infer<z.ZodObject<typeof identityFields>>;

/** Sign-in through an OpenID issuer. */
export interface OidcConfig {
  readonly issuer: string;
  readonly audiences: readonly string[];
  readonly allowedTenants: readonly string[];
  readonly requiredScope: string | undefined;
  readonly rolesClaim: string;
  readonly defaultRoles: readonly Role[];
  readonly usesGroups: boolean;
  readonly groupsCacheMs: number;
  readonly graph: { readonly url: string; readonly tokenScope: string };
  /** The web app's sign-in; undefined: it has none, and only programs come in. */
  readonly web: { readonly clientId: string; readonly scope: string; readonly resource: string | null } | undefined;
}

/** How callers are known. */
export interface IdentityConfig {
  /** Undefined: nobody signs in here. */
  readonly oidc: OidcConfig | undefined;
  /** Origins whose pages may call the API. */
  readonly corsOrigins: readonly string[];
  /** Names beside loopback under which nobody has to sign in. */
  readonly anonymousHosts: readonly string[];
}

/** @throws {ConfigError} naming what is missing or does not go together. */
export function identityConfig(read: Read, isProduction: boolean): IdentityConfig {
  const corsOrigins = (read.CORS_ORIGINS ?? []).map(origin);
  const anonymousHosts = (read.ANONYMOUS_HOSTS ?? []).map(hostName);
  if (anonymousHosts.length > 0 && (read.AUTH_MODE === 'oidc' || !read.ALLOW_ANONYMOUS)) {
    throw new ConfigError(
      'ANONYMOUS_HOSTS lets everyone in under these names; it needs AUTH_MODE=none and ALLOW_ANONYMOUS=true.',
    );
  }
  if (read.AUTH_MODE === 'oidc') return { oidc: oidc(read), corsOrigins, anonymousHosts };
  if (isProduction && !read.ALLOW_ANONYMOUS) {
    throw new ConfigError(
      'AUTH_MODE=none lets everyone in and is for laptops; with NODE_ENV=production it needs ALLOW_ANONYMOUS=true.',
    );
  }
  if (corsOrigins.length > 0) {
    throw new ConfigError('CORS_ORIGINS is set but AUTH_MODE=none answers its own pages only; set AUTH_MODE=oidc.');
  }
  return { oidc: undefined, corsOrigins, anonymousHosts };
}

function oidc(read: Read): OidcConfig {
  const { OIDC_ISSUER: issuer, OIDC_AUDIENCE: audiences, OIDC_ALLOWED_TENANTS: allowedTenants = [] } = read;
  if (issuer === undefined) throw new ConfigError('AUTH_MODE=oidc needs OIDC_ISSUER.');
  if (!audiences || audiences.length === 0) throw new ConfigError('AUTH_MODE=oidc needs OIDC_AUDIENCE.');
  const { protocol, hostname, pathname } = new URL(issuer);
  if (protocol !== 'https:' && !/^(localhost|127\.0\.0\.1|\[::1\])$/.test(hostname)) {
    throw new ConfigError('OIDC_ISSUER must be an https address.');
  }
  if (/\/(common|organizations|consumers)(\/|$)/.test(pathname) && allowedTenants.length === 0) {
    throw new ConfigError(
      'OIDC_ISSUER is shared by all tenants: name those that are let in with OIDC_ALLOWED_TENANTS.',
    );
  }
  return {
    issuer,
    audiences,
    allowedTenants,
    requiredScope: read.OIDC_REQUIRED_SCOPE,
    rolesClaim: read.OIDC_ROLES_CLAIM,
    defaultRoles: roles(read.OIDC_DEFAULT_ROLES ?? ['reader']),
    usesGroups: read.OIDC_GROUPS,
    groupsCacheMs: read.GROUPS_CACHE_SECONDS * 1_000,
    graph: { url: read.GRAPH_URL, tokenScope: read.GRAPH_TOKEN_SCOPE },
    web: read.OIDC_CLIENT_ID
      ? { clientId: read.OIDC_CLIENT_ID, scope: read.OIDC_SCOPE, resource: read.OIDC_RESOURCE ?? null }
      : undefined,
  };
}

function roles(names: readonly string[]): Role[] {
  if (names.length === 1 && names[0] === 'none') return [];
  return names.map((name) => {
    const role = ROLES.find((known) => known === name);
    if (!role) throw new ConfigError(`OIDC_DEFAULT_ROLES takes ${ROLES.join(', ')}, or none.`);
    return role;
  });
}

function origin(text: string): string {
  if (!/^https?:\/\//.test(text) || !URL.canParse(text) || new URL(text).origin !== text) {
    throw new ConfigError('CORS_ORIGINS takes origins such as https://app.example.com, without a path.');
  }
  return text;
}

function hostName(text: string): string {
  if (!/^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/i.test(text)) {
    throw new ConfigError('ANONYMOUS_HOSTS takes names such as demo.example.com, without scheme, port or path.');
  }
  return text.toLowerCase();
}
