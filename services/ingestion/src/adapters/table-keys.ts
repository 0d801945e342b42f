import { createHash } from 'node:crypto';
import { keyPart } from '@shared/storage';

/** The partition that lists the documents of a principal: all, or those of one tag. A hash keeps any tag short. */
export function listOf(tenantId: string, principal: string, tag?: string): string {
  const whole = `${keyPart(tenantId)}|${keyPart(principal)}`;
  return tag === undefined ? whole : `${whole}|${createHash('sha256').update(tag).digest('hex').slice(0, 32)}`;
}
