import type { Caller } from '@shared/identity';

/** One caller among all: what their requests, streams and tokens are counted under. JSON, so that no two pairs of ids meet in one key. */
export const callerKey = ({ tenantId, userId }: Pick<Caller, 'tenantId' | 'userId'>): string =>
  JSON.stringify([tenantId, userId]);
