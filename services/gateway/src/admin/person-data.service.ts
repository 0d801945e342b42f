import { Readable } from 'node:stream';
import { Injectable } from '@nestjs/common';
import { AuditLog } from '@shared/audit';
import { erasedSchema, type Erased } from '@shared/contracts';
import { userPrincipal, ASSERTION_HEADER, AssertionSigner, type Caller } from '@shared/identity';
import { ServiceUnavailable } from '../forwarding/errors.js';
import { UsageReadings } from '../ports/usage-readings.port.js';
import { Upstreams, type ServiceName, type UpstreamReply } from '../ports/upstreams.port.js';

/** The services that keep something of a person. */
const KEEPERS: readonly ServiceName[] = ['ingestion', 'chat'];
/** All days there can be. */
const [FIRST_DAY, LAST_DAY] = ['0000-01-01', '9999-12-31'];

/** What each service says it took away. */
const partSchema = erasedSchema.partial();

/** All that is kept of one person, wherever it is: handed out, or taken away. Both are on record. */
@Injectable()
export class PersonData {
  constructor(
    private readonly upstreams: Upstreams,
    private readonly signer: AssertionSigner,
    private readonly usage: UsageReadings,
    private readonly audit: AuditLog,
  ) {}

  /** JSON lines, each with its `kind`: documents, conversations with their messages, usage. */
  async export(caller: Caller, userId: string, signal: AbortSignal): Promise<Readable> {
    await this.audit.append(caller, { action: 'user.exported', subject: userId });
    const over = new AbortController();
    const either = AbortSignal.any([signal, over.signal]);
    const parts: UpstreamReply[] = [];
    try {
      // Asked before the first line leaves: a service that does not answer is an error, and no export without its part.
      for (const service of KEEPERS) parts.push(await this.ask('GET', service, caller, userId, either));
      const days = await this.usage.ofTenant(caller.tenantId, FIRST_DAY, LAST_DAY);
      const own = days.filter(({ principal }) => principal === userPrincipal(userId));
      return Readable.from(lines(parts, own, over), { objectMode: false });
    } catch (error) {
      over.abort();
      throw error;
    }
  }

  /** A repeat finds nothing left. @throws {ServiceUnavailable} if a part could not be taken away: ask again. */
  async erase(caller: Caller, userId: string, signal: AbortSignal): Promise<Erased> {
    await this.audit.append(caller, { action: 'user.erased', subject: userId });
    const counts: Erased = { documents: 0, shares: 0, conversations: 0, usageDays: 0 };
    for (const service of KEEPERS) {
      const { body } = await this.ask('DELETE', service, caller, userId, signal);
      const pieces: Buffer[] = [];
      for await (const piece of body) pieces.push(Buffer.from(piece));
      Object.assign(counts, partSchema.parse(JSON.parse(Buffer.concat(pieces).toString('utf8'))));
    }
    counts.usageDays = await this.usage.erase(caller.tenantId, userPrincipal(userId));
    return counts;
  }

  private async ask(
    method: string,
    service: ServiceName,
    caller: Caller,
    userId: string,
    signal: AbortSignal,
  ): Promise<UpstreamReply> {
    const reply = await this.upstreams.send({
      service,
      method,
      path: `/internal/admin/users/${userId}/data`,
      headers: { [ASSERTION_HEADER]: await this.signer.sign(caller), 'x-correlation-id': caller.correlationId },
      signal,
    });
    if (reply.status === 200) return reply;
    reply.body.resume();
    throw new ServiceUnavailable({ cause: new Error(`${service} answered ${reply.status}`) });
  }
}

/** @param over aborts at the end, which lets go of parts that nobody read. */
async function* lines(
  parts: readonly UpstreamReply[],
  usage: readonly object[],
  over: AbortController,
): AsyncGenerator<Uint8Array | string> {
  try {
    for (const { body } of parts) for await (const piece of body) yield piece;
    for (const day of usage) yield `${JSON.stringify({ kind: 'usage', ...day })}\n`;
  } finally {
    over.abort();
  }
}
