import { Controller, Delete, Get, Header, HttpCode, Param, Post, Query, Req, Res, UseGuards } from '@nestjs/common';
import { AuditLog } from '@shared/audit';
import {
  apiKeyBody,
  idSchema,
  pageQuery,
  usageQuery,
  userIdSchema,
  type ApiKeyView,
  type AuditEntry,
  type Erased,
  type NewApiKey,
  type Page,
  type PageQuery,
  type UsageDay,
  type UsageQuery,
} from '@shared/contracts';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { KeyAdministration } from '../admin/key-administration.service.js';
import { PersonData } from '../admin/person-data.service.js';
import { usagePeriod } from '../admin/usage-period.js';
import { UsageReadings } from '../ports/usage-readings.port.js';
import { JSON_MAX_BYTES } from '../routing/public-route.js';
import { CallerGuard } from './caller.guard.js';
import { whenClientLeaves } from './client-connection.js';
import { readJson } from './json-body.js';
import { LimitsGuard } from './limits.guard.js';
import { requestState } from './request-state.js';
import { RouteGuard } from './route.guard.js';

/** What administrators of a tenant see and do beside documents. The route table says that it needs their role. */
@Controller('api/admin')
@UseGuards(RouteGuard, CallerGuard, LimitsGuard)
export class AdminController {
  constructor(
    private readonly keys: KeyAdministration,
    private readonly audit: AuditLog,
    private readonly usage: UsageReadings,
    private readonly people: PersonData,
  ) {}

  @Get('keys')
  async listKeys(@Req() request: FastifyRequest): Promise<Page<ApiKeyView>> {
    return { items: await this.keys.list(requestState.callerOf(request)), nextCursor: null };
  }

  @Post('keys')
  @Header('cache-control', 'no-store')
  async makeKey(@Req() request: FastifyRequest): Promise<NewApiKey> {
    const body = await readJson(request, apiKeyBody, JSON_MAX_BYTES);
    return this.keys.make(requestState.callerOf(request), body);
  }

  @Delete('keys/:keyId')
  @HttpCode(204)
  async revokeKey(@Req() request: FastifyRequest, @Param('keyId', { schema: idSchema }) keyId: string): Promise<void> {
    await this.keys.revoke(requestState.callerOf(request), keyId);
  }

  @Get('audit')
  async listAudit(
    @Req() request: FastifyRequest,
    @Query({ schema: pageQuery }) { limit, cursor }: PageQuery,
  ): Promise<Page<AuditEntry>> {
    const { entries, next } = await this.audit.list(requestState.callerOf(request).tenantId, limit, cursor);
    return { items: [...entries], nextCursor: next ?? null };
  }

  @Get('usage')
  async listUsage(
    @Req() request: FastifyRequest,
    @Query({ schema: usageQuery }) query: UsageQuery,
  ): Promise<{ items: UsageDay[] }> {
    const { from, to } = usagePeriod(query, new Date());
    return { items: await this.usage.ofTenant(requestState.callerOf(request).tenantId, from, to) };
  }

  @Get('users/:userId/data')
  async exportPerson(
    @Req() request: FastifyRequest,
    @Param('userId', { schema: userIdSchema }) userId: string,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const gone = whenClientLeaves(request, reply);
    const lines = await this.people.export(requestState.callerOf(request), userId, gone);
    void reply
      .headers({
        'content-type': 'application/x-ndjson; charset=utf-8',
        'cache-control': 'no-store',
        'content-disposition': 'attachment; filename="data.ndjson"',
      })
      .send(lines);
  }

  @Delete('users/:userId/data')
  erasePerson(
    @Req() request: FastifyRequest,
    @Param('userId', { schema: userIdSchema }) userId: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Erased> {
    return this.people.erase(requestState.callerOf(request), userId, whenClientLeaves(request, reply));
  }
}
