import { once } from 'node:events';
import { request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { BadRequestException, Body, Controller, Get, Module, Param, Post, Query, Req } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { DomainError } from '@shared/errors';
import { loggerModule } from '@shared/telemetry';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { HealthController, Readiness } from './health.js';
import { createService } from './serve.js';

class Busy extends DomainError {
  readonly code = 'test_busy';
  readonly kind = 'busy';
  constructor() {
    super('Come back later.', { cause: new Error('password=hunter2'), retryAfterSeconds: 1.2 });
  }
}

const faults: Record<string, () => Error> = {
  busy: () => new Busy(),
  unforeseen: () => new Error('password=hunter2'),
  foreign: () => new BadRequestException('password=hunter2'),
};

@Controller('things')
class ThingsController {
  @Post()
  make(@Body({ schema: z.strictObject({ name: z.string().min(2) }) }) body: { name: string }): { name: string } {
    return body;
  }

  @Get('fault/:kind')
  fail(@Param('kind', { schema: z.string() }) kind: string): never {
    throw faults[kind]?.() ?? new Error('no such fault');
  }

  @Get('left')
  async left(@Req() { raw }: FastifyRequest): Promise<never> {
    waiting.resolve();
    await once(raw.socket, 'close');
    failing.resolve();
    throw new Error('nobody is there to be told');
  }

  @Get('unchecked')
  unchecked(@Query('q') q: string): string {
    return q;
  }
}

/** Settled once a request for `/things/left` waits, and once it is about to fail. */
const waiting = Promise.withResolvers<void>();
const failing = Promise.withResolvers<void>();

class Stores extends Readiness {
  reachable = true;
  async isReachable(): Promise<boolean> {
    return this.reachable;
  }
}
const stores = new Stores();
const logged: string[] = [];

@Module({
  imports: [loggerModule('test', 'debug', { write: (line) => void logged.push(line) })],
  controllers: [ThingsController, HealthController],
  providers: [{ provide: Readiness, useValue: stores }],
})
class ThingsModule {}

describe(createService.name, () => {
  let app: NestFastifyApplication;
  beforeEach(async () => {
    stores.reachable = true;
    app = await createService(ThingsModule, { bodyLimitBytes: 100 });
    await app.init();
    await app.getHttpAdapter().getInstance().ready();
    logged.length = 0;
  });
  afterEach(() => app.close());

  const post = (payload: string, type = 'application/json') =>
    app.inject({ method: 'POST', url: '/things', payload, headers: { 'content-type': type } });

  it('takes a body that fits its schema', async () => {
    const reply = await post('{"name":"ann"}');
    expect([reply.statusCode, reply.json()]).toEqual([201, { name: 'ann' }]);
  });

  it.each([
    ['malformed JSON', '{"name":', 'application/json', 400, 'malformed_json'],
    ['no JSON at all', '', 'application/json', 400, 'malformed_json'],
    ['a prototype in disguise', '{"__proto__":{"admin":true},"name":"ann"}', 'application/json', 400, 'malformed_json'],
    ['a body that does not fit', '{"name":"a","more":1}', 'application/json', 400, 'invalid_input'],
    ['a body over the cap', `{"name":"${'x'.repeat(100)}"}`, 'application/json', 413, 'body_too_large'],
    ['another content type', '<name/>', 'application/xml', 415, 'unsupported_media_type'],
  ])('refuses %s as a problem', async (_, body, type, status, code) => {
    const reply = await post(body, type);

    expect(reply.statusCode).toBe(status);
    expect(reply.headers['content-type']).toMatch(/^application\/problem\+json/);
    expect(reply.json()).toMatchObject({
      type: 'about:blank',
      status,
      code,
      instance: reply.headers['x-correlation-id'],
    });
    expect(reply.json<{ detail: string }>().detail).toMatch(/\w/);
  });

  it('answers an address that is none as a problem, without repeating it', async () => {
    const reply = await app.inject({ url: '/things/%zz' });

    expect(reply.headers['content-type']).toMatch(/^application\/problem\+json/);
    expect(reply.json()).toMatchObject({
      status: 400,
      code: 'http_error',
      instance: reply.headers['x-correlation-id'],
    });
    expect(reply.body).not.toContain('%zz');
  });

  it('names the fields that do not fit, never their values', async () => {
    const reply = await post('{"name":"s","hunter2":1}');
    expect(reply.json<{ detail: string }>().detail).toMatch(/^name: /);
  });

  it.each([
    ['busy', 429, 'test_busy', 'Come back later.'],
    [
      'unforeseen',
      500,
      'internal',
      'Something went wrong on our side; try again, and quote the correlation id if it stays.',
    ],
    ['foreign', 400, 'http_error', 'Bad Request'],
  ])('shows only the public face of a fault that is %s', async (kind, status, code, detail) => {
    const reply = await app.inject({ url: `/things/fault/${kind}` });
    expect(reply.json()).toMatchObject({ status, code, detail });
    expect(reply.body).not.toContain('hunter2');
    expect(reply.headers['retry-after']).toBe(kind === 'busy' ? '2' : undefined); // 1.2 s, rounded up
  });

  it('answers an unknown address and an unchecked parameter as ours', async () => {
    expect((await app.inject({ url: '/nothing' })).json()).toMatchObject({ status: 404, code: 'route_not_found' });
    expect((await app.inject({ url: '/things/unchecked?q=1' })).json()).toMatchObject({
      status: 500,
      code: 'internal',
    });
  });

  it.each([
    ['given-by-client', 'given-by-client'],
    ['short', undefined],
    ['with space', undefined],
  ])('takes a correlation id "%s" when it is well-formed', async (given, taken) => {
    const reply = await app.inject({ url: '/health/live', headers: { 'x-correlation-id': given } });
    expect(reply.headers['x-correlation-id']).toEqual(taken ?? expect.stringMatching(/^[0-9a-f-]{36}$/));
  });

  it('logs every answer with its correlation id, and nothing of what was asked', async () => {
    await app.inject({
      method: 'POST',
      url: '/things?question=hunter2',
      payload: '{"name":"hunter2"}',
      headers: { 'content-type': 'application/json', authorization: 'hunter2', 'x-correlation-id': '12345678' },
    });

    const entries = logged.map((line) => JSON.parse(line) as { context?: string });
    expect(entries.filter(({ context }) => context === 'Request')).toEqual([
      expect.objectContaining({ level: 20, correlationId: '12345678', method: 'POST', path: '/things', status: 201 }),
    ]);
    expect(logged.join('')).not.toContain('hunter2');
  });

  it.each([
    ['/things/fault/unforeseen', ['ProblemFilter', 'Request']],
    ['/things/fault/busy', ['Request']],
    ['/health/ready', []],
  ])('tells an operator of %s no more than once why', async (url, contexts) => {
    stores.reachable = false;
    await app.inject({ url });
    const entries = logged.map((line) => JSON.parse(line) as { context?: string; level: number });
    expect(entries.filter(({ level }) => level > 20).map(({ context }) => context)).toEqual(contexts);
  });

  it('says nothing of a request that fails because its client has left', async () => {
    await app.listen(0, '127.0.0.1');
    const { port } = app.getHttpServer().address() as AddressInfo;
    const asking = request({ port, path: '/things/left' }).on('error', () => undefined);
    asking.end();
    await waiting.promise;
    asking.destroy();
    await failing.promise;
    await new Promise(setImmediate); // the filter has had its turn

    expect(logged.join('')).not.toContain('nobody is there');
  });

  it('is ready once its stores have answered, and stays so for 10 s without them', async () => {
    const ready = async (): Promise<number> => (await app.inject({ url: '/health/ready' })).statusCode;
    const clock = jest.spyOn(Date, 'now');
    const start = Date.now();

    stores.reachable = false;
    expect(await ready()).toBe(503);
    stores.reachable = true;
    clock.mockReturnValue(start);
    expect(await ready()).toBe(200);
    stores.reachable = false;
    clock.mockReturnValue(start + 10_000);
    expect(await ready()).toBe(200);
    clock.mockReturnValue(start + 10_001);
    expect(await ready()).toBe(503);
    clock.mockRestore();
    expect((await app.inject({ url: '/health/live' })).statusCode).toBe(200);
  });

  it('is not ready while it drains', async () => {
    app.get(HealthController).beforeApplicationShutdown();
    expect((await app.inject({ url: '/health/ready' })).json()).toMatchObject({ status: 503, code: 'not_ready' });
  });
});
