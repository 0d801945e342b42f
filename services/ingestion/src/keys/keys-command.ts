import { parseArgs } from 'node:util';
import { ROLES, type Role } from '@shared/identity';

/** What is asked of `keys-cli`. */
export type KeysCommand =
  | { readonly name: 'list'; readonly tenantId: string }
  | { readonly name: 'revoke'; readonly tenantId: string; readonly id: string }
  | {
      readonly name: 'create';
      readonly tenantId: string;
      readonly keyName: string;
      readonly roles: readonly Role[];
      /** Days from now; undefined: it does not expire. */
      readonly days: number | undefined;
      readonly requestsPerMinute: number | undefined;
      readonly tokensPerDay: number | undefined;
    };

const USAGE = `create --name NAME --roles ROLES   makes a key and prints it, once; ROLES: ${ROLES.join(',')}
         [--days N]                  it expires after N days
         [--requests-per-minute N]   its own limit of requests
         [--tokens-per-day N]        its own limit of tokens
  list                               all keys of the tenant
  revoke ID                          takes a key back
  with --tenant ID for the tenant, default "local": in Entra ID the directory's id`;

/** @throws {Error} with what would be right. */
export function readKeysCommand(args: readonly string[]): KeysCommand {
  const { values, positionals } = parsed(args);
  const [name, id] = positionals;
  const tenantId = values.tenant;
  if (name === 'list') return { name, tenantId };
  if (name === 'revoke' && id !== undefined) return { name, tenantId, id };
  if (name !== 'create' || values.name === undefined || values.roles === undefined) throw usage();
  return {
    name,
    tenantId,
    keyName: values.name,
    roles: rolesIn(values.roles),
    days: count('--days', values.days),
    requestsPerMinute: count('--requests-per-minute', values['requests-per-minute']),
    tokensPerDay: count('--tokens-per-day', values['tokens-per-day']),
  };
}

function parsed(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        tenant: { type: 'string', default: 'local' },
        name: { type: 'string' },
        roles: { type: 'string' },
        days: { type: 'string' },
        'requests-per-minute': { type: 'string' },
        'tokens-per-day': { type: 'string' },
      },
    });
  } catch (cause) {
    throw usage(cause);
  }
}

const usage = (cause?: unknown): Error => new Error(`the commands are\n  ${USAGE}`, { cause });

function rolesIn(words: string): Role[] {
  return words.split(',').map((word) => {
    const role = ROLES.find((known) => known === word.trim());
    if (!role) throw new Error(`--roles takes ${ROLES.join(', ')}, separated by commas.`);
    return role;
  });
}

function count(option: string, value: string | undefined): number | undefined {
  if (value === undefined) return undefined;
  if (!/^[1-9]\d{0,11}$/.test(value)) throw new Error(`${option} takes a whole number from 1 on.`);
  return Number(value);
}
