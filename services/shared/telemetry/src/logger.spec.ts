import { Logger as NestLogger, Module } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { Logger } from 'nestjs-pino';
import { describeError, loggerModule } from './logger.js';

class SdkError extends Error {
  override readonly name = 'SdkError';
  readonly code = 'ECONNRESET';
  readonly request = { headers: { authorization: 'Bearer secret' }, body: 'the whole document' };
}

describe(describeError.name, () => {
  it('keeps name, code, message and the causes, and drops whatever else an error carries', () => {
    const entry = describeError(new Error('outer', { cause: new SdkError('inner') }));

    expect(entry).toMatchObject({
      type: 'Error',
      message: 'outer',
      cause: { type: 'SdkError', code: 'ECONNRESET', message: 'inner' },
    });
    expect(JSON.stringify(entry)).not.toMatch(/secret|document/);
  });

  it('cuts a long message, wherever it stands', () => {
    const entry = describeError(new Error(`${'x'.repeat(300)}secret`));
    expect(entry.message).toBe('x'.repeat(300));
    expect(JSON.stringify(entry)).not.toContain('secret');
  });

  it('ends where causes go round in a circle', () => {
    const error = new Error('a');
    error.cause = error;
    expect(describeError(error).cause?.cause?.cause?.cause?.cause?.cause).toBeUndefined();
  });

  it.each(['a string with a secret', { password: 'secret' }, undefined])('shows nothing of a thrown %p', (thrown) => {
    expect(describeError(thrown)).toEqual({ type: typeof thrown, message: 'a thrown value that is not an Error' });
  });
});

describe(loggerModule.name, () => {
  it('writes one JSON line an entry, with the service, the level and the described error', async () => {
    const lines: string[] = [];
    @Module({ imports: [loggerModule('gateway', 'info', { write: (line) => void lines.push(line) })] })
    class Host {}
    const app = await Test.createTestingModule({ imports: [Host] }).compile();
    await app.init();
    app.useLogger(app.get(Logger));
    lines.length = 0;

    new NestLogger('Place').debug('too quiet');
    new NestLogger('Place').error({ correlationId: '12345678', err: new SdkError('broken') });

    expect(lines).toHaveLength(1);
    const entry = JSON.parse(lines[0] ?? '') as unknown;
    expect(entry).toMatchObject({
      name: 'gateway',
      level: 50,
      context: 'Place',
      correlationId: '12345678',
      err: { type: 'SdkError', code: 'ECONNRESET', message: 'broken' },
    });
    expect(lines[0]).not.toContain('secret');
    await app.close();
  });
});
